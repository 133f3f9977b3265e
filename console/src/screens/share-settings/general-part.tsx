/** The form of ModifyDesktopGroup: filled in with what the share has, sending what was changed and nothing else. */
import { Button } from 'antd'
import { useState } from 'react'
import { CallRefused } from '../../api/failures.ts'
import { refusedField } from '../../api/refused-field.ts'
import { ChangeButton } from '../../deeds/change-button.tsx'
import type { Option } from '../../forms/field.tsx'
import { useText } from '../../language/language.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { useOperation } from '../../shell/use-operation.ts'
import { useImages, usePolicies, useTemplates } from '../new-share/use-choices.ts'
import type { PartProps } from './answers.ts'
import { labelOf, optionsOf, SettingField } from './setting-field.tsx'
import { changesOf, type Edits, type SettingName, settingNames, settingsOf, untold } from './setting-fields.ts'
import { useOrders } from './use-orders.ts'

const operation = 'ModifyDesktopGroup'

const groups = {
  basics: ['DesktopGroupName', 'Comments'],
  size: ['BuyDesktopsCount', 'MaxDesktopsCount', 'AllowBufferCount', 'AllowAutoSetup', 'MinDesktopsCount'],
  sessions: [
    'ConnectDuration',
    'IdleDisconnectDuration',
    'KeepDuration',
    'StopDuration',
    'DeleteDuration',
    'DisableSessionConfig',
    'ResetType',
    'BindAmount',
    'LoadPolicy',
    'RatioThreshold',
    'ProfileFollowSwitch',
  ],
  computers: ['OwnBundleId', 'ImageId', 'PolicyGroupId'],
} as const satisfies Readonly<Record<string, readonly SettingName[]>>

const groupNames = ['basics', 'size', 'sessions', 'computers'] as const
const rebuilding: ReadonlySet<SettingName> = new Set(['OwnBundleId', 'ImageId'])

/** What was typed stands in the address, so that a link hands it on. */
const editsIn = (params: URLSearchParams): Edits =>
  Object.fromEntries(settingNames.flatMap(name => (params.has(name) ? [[name, params.get(name) ?? '']] : [])))

/** The field that is meant; the template has another name here than where it is refused. */
function fieldMeant(error: unknown): SettingName | undefined {
  if (!(error instanceof CallRefused)) return undefined
  const named = refusedField(error.code, [...settingNames, 'BundleId', 'PolicyGroupIds'])
  if (named === 'BundleId') return 'OwnBundleId'
  if (named === 'PolicyGroupIds') return 'PolicyGroupId'
  return settingNames.find(name => name === named)
}

/** The list with what is chosen now, which may be gone from it or of another kind. */
const withNow = (
  rows: readonly Option[] | undefined,
  now: string,
  label: string = now,
): readonly Option[] | undefined =>
  rows === undefined || now === '' || rows.some(({ value }) => value === now) ? rows : [{ value: now, label }, ...rows]

export function GeneralPart({ share, regionId }: PartProps) {
  const text = useText()
  const { shareSettings } = text
  const { params, set } = useAddress()
  const [edits, setEdits] = useState(() => editsIn(params))
  const [error, setError] = useState<unknown>()
  const [told, setTold] = useState('')
  const { view, error: unread } = useOperation(operation)
  const policies = usePolicies(regionId)
  const templates = useTemplates(regionId)
  const images = useImages(regionId)

  const owes = useOrders(share.DesktopGroupId).data?.some(({ Status }) => Status === 'Unpaid') === true

  const now = settingsOf(share)
  const changes = changesOf(share, edits, owes)
  const meant = fieldMeant(error)
  const change = (name: SettingName) => (value: string) => {
    setEdits(before => ({ ...before, [name]: value }))
    set({ [name]: value === now[name] ? '' : value })
    setTold('')
  }
  const forget = () => {
    setEdits({})
    setError(undefined)
    set(Object.fromEntries(settingNames.map(name => [name, ''])))
  }
  const lists: Readonly<Partial<Record<SettingName, readonly Option[] | undefined>>> = {
    PolicyGroupId: withNow(
      policies.rows?.map(({ PolicyGroupId, Name }) => ({ value: PolicyGroupId, label: Name })),
      now.PolicyGroupId,
      share.PolicyGroupName,
    ),
    OwnBundleId: withNow(
      templates.rows?.map(({ BundleId, BundleName }) => ({ value: BundleId, label: BundleName })),
      now.OwnBundleId,
      share.OwnBundleName,
    ),
    ImageId: withNow(
      images.rows?.map(({ ImageId, Name }) => ({ value: ImageId, label: Name })),
      now.ImageId,
    ),
  }
  const shown = (name: SettingName, value: string): string =>
    (lists[name] ?? optionsOf(name, text))?.find(option => option.value === value)?.label ||
    (value === '' ? shareSettings.empty : value)
  const more = Number(changes.input.BuyDesktopsCount ?? 0) - share.MinDesktopsCount
  const listError = unread ?? policies.error ?? templates.error ?? images.error
  const isWrong = Object.keys(changes.faults).length > 0
  if (view === undefined) return unread === undefined ? <Loading /> : <Failure error={unread} />

  return (
    <form className="lane share-settings" aria-label={shareSettings.names.general} onSubmit={e => e.preventDefault()}>
      {listError !== null && <Failure error={listError} />}
      {groupNames.map(group => (
        <fieldset key={group}>
          <legend>{shareSettings.groups[group]}</legend>
          <div className="field-grid">
            {groups[group].map((name: SettingName) => (
              <SettingField
                key={name}
                name={name}
                share={share}
                parameters={view.parameters}
                edits={edits}
                changes={changes}
                owes={owes}
                value={edits[name] ?? now[name]}
                refusal={
                  meant === name && error instanceof CallRefused ? `${error.message} (${error.code})` : undefined
                }
                onChange={change(name)}
                rows={lists[name]}
                chosen={name in lists}
              />
            ))}
          </div>
        </fieldset>
      ))}
      <p role="status">{told}</p>
      <div role="alert">
        {error !== undefined && (
          <Failure error={error}>
            <p>{text.newShare.seeField}</p>
          </Failure>
        )}
      </div>
      <div className="form-buttons">
        <ChangeButton
          operation={operation}
          input={{ RegionId: regionId, DesktopGroupId: share.DesktopGroupId, ...changes.input }}
          name={shareSettings.save}
          asks={shareSettings.asksSave}
          main
          forbidden={
            isWrong ? shareSettings.seeFaults : changes.names.length === 0 ? shareSettings.nothingChanged : undefined
          }
          onRefused={refusal => {
            const isShown = fieldMeant(refusal) !== undefined
            setError(isShown ? refusal : undefined)
            return isShown
          }}
          then={() => {
            forget()
            setTold(shareSettings.saved)
          }}
        >
          <ul>
            {changes.names.map(name => (
              <li key={name}>
                {shareSettings.from(
                  labelOf(name, share, text),
                  untold.has(name) ? shareSettings.untold : shown(name, now[name]),
                  shown(name, edits[name] ?? ''),
                )}
              </li>
            ))}
          </ul>
          {changes.names.some(name => rebuilding.has(name)) && <p className="changes">{shareSettings.rebuilds}</p>}
          {changes.input.BuyDesktopsCount !== undefined && share.PayType === 'PrePaid' && more > 0 && (
            <p>{shareSettings.buysMore(more)}</p>
          )}
          {changes.input.BuyDesktopsCount !== undefined && share.PayType === 'PostPaid' && more < 0 && (
            <p>{shareSettings.lowers}</p>
          )}
        </ChangeButton>
        {Object.keys(edits).length > 0 && <Button onClick={forget}>{shareSettings.discard}</Button>}
      </div>
    </form>
  )
}
