/** The form that makes a share: choices from the lists, the price beside them, refusals at their fields. */
import { Button, Switch } from 'antd'
import { type FormEvent, useId, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { CallRefused } from '../../api/failures.ts'
import type { Input } from '../../api/flatten.ts'
import { refusedField } from '../../api/refused-field.ts'
import { ChoiceField, NumberField, TextField } from '../../forms/field.tsx'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { client, queries } from '../../services.ts'
import { Failure } from '../../shell/failure.tsx'
import { Heading } from '../../shell/heading.tsx'
import { RegionChoice, regionIn } from '../../shell/region.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { People } from './people.tsx'
import { Prices } from './price.tsx'
import {
  durations,
  type FieldName,
  firstDraft,
  isMulti,
  isPrePaid,
  notNumbers,
  periods,
  type ShareDraft,
  shareInput,
} from './share-draft.ts'
import { type Template, useNetworks, usePolicies, useTemplates } from './use-choices.ts'
import './new-share.css'

const fieldNames: readonly FieldName[] = [
  'DesktopGroupName',
  'OfficeSiteId',
  'BundleId',
  'PolicyGroupId',
  'ChargeType',
  'Period',
  'AutoRenew',
  'BuyDesktopsCount',
  'MaxDesktopsCount',
  'AllowBufferCount',
  'MinDesktopsCount',
  'SessionType',
  'BindAmount',
  ...durations,
  'EndUserIds',
]

/** What was filled in stands in the address, so that a link hands it on. */
const draftIn = (params: URLSearchParams): ShareDraft => ({
  ...firstDraft,
  ...Object.fromEntries(fieldNames.flatMap(name => (params.has(name) ? [[name, params.get(name) ?? '']] : []))),
})

const describe = ({ BundleName, DesktopTypeAttribute, Disks, ImageName }: Template): string =>
  [
    BundleName,
    DesktopTypeAttribute && `${DesktopTypeAttribute.CpuCount} × CPU, ${DesktopTypeAttribute.MemorySize / 1024} GiB`,
    `${Disks.map(({ DiskSize }) => DiskSize).join(' + ')} GiB`,
    ImageName,
  ]
    .filter(part => part !== undefined && part !== '')
    .join(' · ')

const randomText = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map(part => part.toString(36)).join('-')

interface Made {
  readonly DesktopGroupId: string
}

export function Component() {
  const { newShare, share } = useText()
  const address = useAddress()
  const navigate = useNavigate()
  const region = regionIn(address.params)
  const [draft, setDraft] = useState(() => draftIn(address.params))
  const [error, setError] = useState<unknown>()
  const [isRunning, setRunning] = useState(false)
  const [before, setBefore] = useState(region)
  if (before !== region) {
    // Networks and templates are of a region, as the address knows already.
    setBefore(region)
    setDraft(({ OfficeSiteId: _network, BundleId: _template, ...kept }) => kept)
    setError(undefined)
  }
  const form = useRef<HTMLFormElement>(null)
  const attempt = useRef<{ readonly what: string; readonly token: string }>(undefined)
  const renewId = useId()
  const networks = useNetworks(region)
  const templates = useTemplates(region)
  const policies = usePolicies(region)

  const change = (name: FieldName) => (value: string) => {
    setDraft(before => ({ ...before, [name]: value }))
    address.set({ [name]: value === (firstDraft[name] ?? '') ? '' : value })
  }
  const wrong = notNumbers(draft)
  const refused = error instanceof CallRefused ? refusedField(error.code, fieldNames) : undefined
  const held = (name: FieldName) => ({
    name,
    label: newShare.fields[name],
    value: draft[name] ?? '',
    onChange: change(name),
    fault:
      refused === name && error instanceof CallRefused
        ? `${error.message} (${error.code})`
        : wrong.includes(name)
          ? newShare.notANumber
          : undefined,
  })
  const input = shareInput(draft, region)
  /** The same for the same share: sent again after no answer came, the call makes no second one. */
  const tokenFor = (wanted: Input): string => {
    const what = JSON.stringify(wanted)
    if (attempt.current?.what !== what) attempt.current = { what, token: randomText() }
    return attempt.current.token
  }
  const focus = (name: string) => {
    const field = form.current?.elements.namedItem(name)
    if (field instanceof HTMLElement) field.focus()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const [first] = wrong
    if (first !== undefined) return focus(first)
    setRunning(true)
    setError(undefined)
    try {
      const { body } = await client.call<Made>('CreateDesktopGroup', { ...input, ClientToken: tokenFor(input) })
      void queries.invalidateQueries({ queryKey: ['DescribeDesktopGroups'] })
      await navigate(`/shares/${encodeURIComponent(region)}/${encodeURIComponent(body.DesktopGroupId)}`)
    } catch (cause) {
      setError(cause)
      setRunning(false)
      if (cause instanceof CallRefused) focus(refusedField(cause.code, fieldNames) ?? '')
    }
  }
  const prePaid = isPrePaid(draft)
  const template = templates.rows?.find(({ BundleId }) => BundleId === draft.BundleId)
  const listError = networks.error ?? templates.error ?? policies.error
  const { hints } = newShare

  return (
    <>
      <Link to={`/shares?region=${encodeURIComponent(region)}`}>{share.back}</Link>
      <Heading title={newShare.title}>
        <RegionChoice address={address} resets={['OfficeSiteId', 'BundleId']} />
        <CodeButton operation="CreateDesktopGroup" input={input} />
      </Heading>
      {listError !== null && <Failure error={listError} />}
      <div className="new-share">
        <form ref={form} aria-label={newShare.title} onSubmit={event => void submit(event)}>
          <fieldset>
            <legend>{newShare.basics}</legend>
            <TextField {...held('DesktopGroupName')} hint={hints.DesktopGroupName} required />
            <ChoiceField
              {...held('OfficeSiteId')}
              hint={hints.OfficeSiteId}
              required
              options={networks.rows?.map(({ OfficeSiteId, Name, CidrBlock }) => ({
                value: OfficeSiteId,
                label: `${Name} · ${CidrBlock}`,
              }))}
            />
            {networks.rows?.length === 0 && (
              <p>
                <Link to={`/inventory/office-networks?region=${encodeURIComponent(region)}`}>
                  {newShare.makeNetwork}
                </Link>
              </p>
            )}
            <ChoiceField
              {...held('BundleId')}
              hint={hints.BundleId}
              required
              options={templates.rows?.map(one => ({ value: one.BundleId, label: describe(one) }))}
            />
            <ChoiceField
              {...held('PolicyGroupId')}
              hint={hints.PolicyGroupId}
              required
              options={policies.rows?.map(({ PolicyGroupId, Name }) => ({ value: PolicyGroupId, label: Name }))}
            />
          </fieldset>
          <fieldset>
            <legend>{newShare.billing}</legend>
            <ChoiceField
              {...held('ChargeType')}
              hint={prePaid ? hints.PrePaid : hints.PostPaid}
              always
              options={[
                { value: 'PostPaid', label: newShare.PostPaid },
                { value: 'PrePaid', label: newShare.PrePaid },
              ]}
            />
            {prePaid && (
              <>
                <ChoiceField
                  {...held('Period')}
                  hint=""
                  always
                  options={periods.map(([unit, count]) => ({
                    value: `${unit} ${count}`,
                    label: (unit === 'Month' ? newShare.periodMonths : newShare.periodYears)(count),
                  }))}
                />
                <p className="with-label">
                  <Switch
                    id={renewId}
                    checked={draft.AutoRenew === 'true'}
                    onChange={checked => change('AutoRenew')(checked ? 'true' : '')}
                  />
                  <label htmlFor={renewId}>{newShare.fields.AutoRenew}</label>
                </p>
              </>
            )}
          </fieldset>
          <fieldset>
            <legend>{newShare.counts}</legend>
            <div className="side-by-side">
              <NumberField
                {...held('BuyDesktopsCount')}
                hint={prePaid ? hints.bought : hints.BuyDesktopsCount}
                label={prePaid ? newShare.fields.bought : newShare.fields.BuyDesktopsCount}
              />
              {prePaid ? (
                <NumberField {...held('MinDesktopsCount')} hint={hints.MinDesktopsCount} />
              ) : (
                <>
                  <NumberField {...held('MaxDesktopsCount')} hint={hints.MaxDesktopsCount} />
                  <NumberField {...held('AllowBufferCount')} hint={hints.AllowBufferCount} />
                </>
              )}
            </div>
          </fieldset>
          <fieldset>
            <legend>{newShare.sessions}</legend>
            <div className="side-by-side">
              <ChoiceField
                {...held('SessionType')}
                hint={isMulti(draft) ? hints.MultipleSession : hints.SingleSession}
                always
                options={[
                  { value: 'SingleSession', label: newShare.SingleSession },
                  { value: 'MultipleSession', label: newShare.MultipleSession },
                ]}
              />
              {isMulti(draft) && <NumberField {...held('BindAmount')} hint={hints.BindAmount} />}
              {durations.map(name => (
                <NumberField key={name} {...held(name)} hint={hints[name]} />
              ))}
            </div>
          </fieldset>
          <People chosen={draft.EndUserIds ?? ''} fault={held('EndUserIds').fault} onChange={change('EndUserIds')} />
          <div role="alert">
            {error !== undefined && (
              <Failure error={error}>{refused !== undefined && <p>{newShare.seeField}</p>}</Failure>
            )}
          </div>
          <Button type="primary" htmlType="submit" loading={isRunning}>
            {newShare.submit}
          </Button>
        </form>
        <Prices draft={draft} template={template} region={region} />
      </div>
    </>
  )
}
