/** One field of the settings: what it is made of comes from the catalogue, what it is called from the language. */
import type { Parameter } from '../../api/shapes.ts'
import { ChoiceField, NumberField, type Option, TextField } from '../../forms/field.tsx'
import { limitsOf } from '../../forms/form-field.tsx'
import type { Messages } from '../../language/en.ts'
import { useText } from '../../language/language.tsx'
import type { ShareSettings } from './answers.ts'
import { type Changes, type Edits, forbidding, isMinutes, type SettingName } from './setting-fields.ts'

/** What a field holds, as a choice names it. */
export function optionsOf(name: SettingName, { shareSettings }: Messages): readonly Option[] | undefined {
  const { yes, no, asItIs, inForce, outOfForce, resetTypes, loadPolicies } = shareSettings
  const numbered = (labels: readonly string[]) => labels.map((label, at) => ({ value: String(at), label }))
  switch (name) {
    case 'AllowAutoSetup':
      return numbered([no, yes])
    case 'ResetType':
      return numbered(resetTypes)
    case 'LoadPolicy':
      return numbered(loadPolicies)
    case 'ProfileFollowSwitch':
      return [
        { value: 'false', label: no },
        { value: 'true', label: yes },
      ]
    case 'DisableSessionConfig':
      return [
        { value: '', label: asItIs },
        { value: 'false', label: inForce },
        { value: 'true', label: outOfForce },
      ]
    default:
      return undefined
  }
}

export const labelOf = (name: SettingName, { PayType }: ShareSettings, { shareSettings }: Messages): string =>
  name === 'BuyDesktopsCount' && PayType === 'PrePaid' ? shareSettings.boughtLabel : shareSettings.fields[name]

interface SettingFieldProps {
  readonly name: SettingName
  readonly share: ShareSettings
  readonly parameters: readonly Parameter[]
  readonly edits: Edits
  readonly changes: Changes
  /** Whether an order waits to be paid. */
  readonly owes: boolean
  readonly value: string
  /** Why the server refused it. */
  readonly refusal: string | undefined
  readonly onChange: (value: string) => void
  /** Where choices are rows of the account. */
  readonly rows?: readonly Option[] | undefined
  readonly chosen?: boolean
}

export function SettingField(props: SettingFieldProps) {
  const { name, share, parameters, edits, changes, owes, value, refusal, onChange, rows, chosen = false } = props
  const text = useText()
  const { shareSettings } = text
  const schema = parameters.find(parameter => parameter.name === name)?.schema
  const why = forbidding(name, share, edits, owes)
  const fault = changes.faults[name]
  const isBought = name === 'BuyDesktopsCount' && share.PayType === 'PrePaid'
  const hint = isBought ? shareSettings.boughtHint : shareSettings.hints[name]
  const options = optionsOf(name, text)
  // What the catalogue says of lengths of time, it says in milliseconds, and of choices in numbers.
  const isSaid = isMinutes(name) || isBought || options !== undefined
  const limits = schema === undefined || isSaid ? [] : limitsOf(schema, text)
  const field = {
    name,
    value,
    onChange,
    label: labelOf(name, share, text),
    hint: [hint, limits.join(' · ')].join(' ').trim(),
    fault: refusal ?? (fault === undefined ? undefined : shareSettings.faults[fault]),
    forbidden: why === undefined ? undefined : shareSettings.forbidding[why],
  }
  if (chosen) return <ChoiceField {...field} always={value !== ''} options={rows} />
  if (options !== undefined) return <ChoiceField {...field} always options={options} />
  return schema?.type === 'string' ? <TextField {...field} /> : <NumberField {...field} />
}
