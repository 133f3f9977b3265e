/** The laboratory: clock, end users, events, faults, snapshots and loops, each at an address of its own. */
import type { ComponentType } from 'react'
import { Navigate, NavLink, useParams } from 'react-router'
import { useText } from '../../language/language.tsx'
import { Heading } from '../../shell/heading.tsx'
import { ClockPart } from './clock-part.tsx'
import { EndUsersPart } from './end-users-part.tsx'
import { EventsPart } from './events-part.tsx'
import { FaultsPart } from './faults-part.tsx'
import { LoopsPart } from './loops-part.tsx'
import { SnapshotsPart } from './snapshots-part.tsx'

type Part = 'clock' | 'endUsers' | 'events' | 'faults' | 'snapshots' | 'loops'

const parts: readonly { readonly path: string; readonly part: Part; readonly Content: ComponentType }[] = [
  { path: 'clock', part: 'clock', Content: ClockPart },
  { path: 'end-users', part: 'endUsers', Content: EndUsersPart },
  { path: 'events', part: 'events', Content: EventsPart },
  { path: 'faults', part: 'faults', Content: FaultsPart },
  { path: 'snapshots', part: 'snapshots', Content: SnapshotsPart },
  { path: 'loops', part: 'loops', Content: LoopsPart },
]

export function Component() {
  const { laboratory } = useText()
  const { part } = useParams()
  if (part === undefined) return <Navigate to="/laboratory/clock" replace />
  const here = parts.find(({ path }) => path === part)
  return (
    <>
      <Heading title={here === undefined ? laboratory.title : `${laboratory.title}: ${laboratory[here.part]}`} />
      <p>{laboratory.intro}</p>
      <nav aria-label={laboratory.parts}>
        <ul className="tabs sections">
          {parts.map(one => (
            <li key={one.path}>
              <NavLink to={`/laboratory/${one.path}`} className={one === here ? 'active' : ''}>
                {laboratory[one.part]}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      {here === undefined ? <p>{laboratory.unknownPart(part)}</p> : <here.Content key={here.path} />}
    </>
  )
}
