/** Managing a share: its settings, renewal, timers, scaling phases and deletion, each at an address of its own. */
import type { ComponentType } from 'react'
import { Link, Navigate, NavLink, useParams } from 'react-router'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Heading } from '../../shell/heading.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'
import type { PartProps, ShareSettings } from './answers.ts'
import { DeletePart } from './delete-part.tsx'
import { GeneralPart } from './general-part.tsx'
import { RenewalPart } from './renewal-part.tsx'
import { ScalingPart } from './scaling-part.tsx'
import { TimersPart } from './timers-part.tsx'
import './share-settings.css'

type Part = 'general' | 'renewal' | 'timers' | 'scaling' | 'delete'

const parts: readonly { readonly part: Part; readonly Content: ComponentType<PartProps> }[] = [
  { part: 'general', Content: GeneralPart },
  { part: 'renewal', Content: RenewalPart },
  { part: 'timers', Content: TimersPart },
  { part: 'scaling', Content: ScalingPart },
  { part: 'delete', Content: DeletePart },
]

const reading = 'GetDesktopGroupDetail'

export function Component() {
  const { share, shareSettings } = useText()
  const { regionId = '', shareId = '', part } = useParams()
  const which = { RegionId: regionId, DesktopGroupId: shareId }
  const { data, error, refetch } = useCall<{ readonly Desktops?: ShareSettings }>(reading, which, { every: 5000 })
  const home = `/shares/${encodeURIComponent(regionId)}/${encodeURIComponent(shareId)}`
  if (part === undefined) return <Navigate to={`${home}/settings/general`} replace />
  const here = parts.find(one => one.part === part)
  const found = data?.body.Desktops
  const partName = here === undefined ? shareSettings.parts : shareSettings.names[here.part]
  return (
    <>
      <Link to={home}>{shareSettings.back}</Link>
      <Heading title={`${found?.DesktopGroupName ?? shareId}: ${partName}`}>
        <CodeButton operation={reading} input={which} />
      </Heading>
      <nav aria-label={shareSettings.parts}>
        <ul className="tabs sections">
          {parts.map(one => (
            <li key={one.part}>
              <NavLink to={`${home}/settings/${one.part}`} className={one === here ? 'active' : ''}>
                {shareSettings.names[one.part]}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {here === undefined ? (
        <p>{shareSettings.unknownPart(part)}</p>
      ) : data === undefined ? (
        error === null && <Loading />
      ) : found === undefined ? (
        <p>{share.unknown(shareId, regionId)}</p>
      ) : (
        <here.Content key={here.part} share={found} regionId={regionId} />
      )}
    </>
  )
}
