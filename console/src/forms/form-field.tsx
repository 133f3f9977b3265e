/** One field of a form, made from its schema; lists and records hold further fields. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { type ReactNode, useId } from 'react'
import { type Draft, type DraftList, type DraftMap, type DraftRecord, emptyDraft } from '../api/flatten.ts'
import {
  type ListSchema,
  type RecordSchema,
  type ScalarSchema,
  type Schema,
  typeOf,
  valuesOfMap,
} from '../api/shapes.ts'
import type { Messages } from '../language/en.ts'
import { useText } from '../language/language.tsx'
import './forms.css'

interface FieldProps<Held extends Draft, Shape extends Schema = Schema> {
  /** As on the wire, such as `Tag.1.Key`. */
  readonly name: string
  readonly label: string
  readonly schema: Shape
  readonly description: string | undefined
  readonly required: boolean
  readonly draft: Held
  readonly onChange: (draft: Draft) => void
}

/** What the schema demands and says of a value, in words. */
export function limitsOf(schema: Schema, { explorer, reference, shapes }: Messages): string[] {
  const parts: string[] = []
  if (schema.type === 'integer' || schema.type === 'number') {
    if (schema.minimum !== undefined || schema.maximum !== undefined)
      parts.push(shapes.range(String(schema.minimum ?? '…'), String(schema.maximum ?? '…')))
  }
  if (schema.type === 'string') {
    if (schema.maxLength !== undefined) parts.push(shapes.length(String(schema.maxLength)))
    if (schema.pattern !== undefined) parts.push(shapes.pattern(schema.pattern))
  }
  if (schema.type === 'array' && (schema.minItems !== undefined || schema.maxItems !== undefined))
    parts.push(shapes.items(String(schema.minItems ?? 0), String(schema.maxItems ?? '…')))
  return [
    ...parts,
    ...(schema.default === undefined ? [] : [explorer.defaultIs(String(schema.default))]),
    ...(schema['x-secret'] === true ? [shapes.secret] : []),
    ...(schema.deprecated === true ? [reference.deprecated] : []),
    ...(schema['x-vendor'] === undefined ? [] : [explorer.vendor(schema['x-vendor'])]),
  ]
}

function Label({
  id,
  props: { label, schema, required },
}: {
  readonly id?: string
  readonly props: FieldProps<Draft>
}) {
  const { explorer } = useText()
  const content = (
    <>
      <code>{label}</code> <small>{typeOf(schema)}</small>
      {required && <small className="required"> {explorer.required}</small>}
    </>
  )
  return id === undefined ? content : <label htmlFor={id}>{content}</label>
}

function Help({
  id,
  schema,
  description,
}: {
  readonly id: string
  readonly schema: Schema
  readonly description: string | undefined
}) {
  const lines = [...(description === undefined ? [] : [description]), ...limitsOf(schema, useText())]
  return (
    <small id={id} className="help">
      {lines.join(' ')}
    </small>
  )
}

function ScalarField(props: FieldProps<string, ScalarSchema>) {
  const { name, schema, description, required, draft, onChange } = props
  const { explorer } = useText()
  const id = useId()
  const help = `${id}-help`
  const example = schema.examples?.[0]
  const choices = schema.type === 'boolean' ? ['true', 'false'] : schema.enum?.map(String)
  const common = { id, name, 'aria-describedby': help, 'aria-required': required, value: draft }
  const placeholder = schema.default === undefined ? example : schema.default
  return (
    <div className="field">
      <Label id={id} props={props} />
      {choices !== undefined ? (
        <select {...common} className="switch" onChange={({ target }) => onChange(target.value)}>
          <option value="">
            {schema.default === undefined ? explorer.notSet : explorer.defaultIs(String(schema.default))}
          </option>
          {choices.map(choice => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      ) : schema['x-secret'] ? (
        <Input.Password {...common} autoComplete="off" onChange={({ target }) => onChange(target.value)} />
      ) : (
        <Input
          {...common}
          allowClear
          spellCheck={false}
          inputMode={schema.type === 'integer' ? 'numeric' : schema.type === 'number' ? 'decimal' : 'text'}
          {...(placeholder === undefined ? {} : { placeholder: String(placeholder) })}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
      <Help id={help} schema={schema} description={description} />
    </div>
  )
}

/** Several fields under one name. */
function Group({ props, children }: { readonly props: FieldProps<Draft>; readonly children: ReactNode }) {
  const id = useId()
  return (
    <fieldset aria-describedby={id}>
      <legend>
        <Label props={props} />
      </legend>
      <Help id={id} schema={props.schema} description={props.description} />
      {children}
    </fieldset>
  )
}

interface RemoveProps {
  readonly of: string
  readonly onClick: () => void
}

const RemoveButton = ({ of, onClick }: RemoveProps) => (
  <Button icon={<DeleteOutlined aria-hidden />} aria-label={useText().explorer.remove(of)} onClick={onClick} />
)

function ListField(props: FieldProps<DraftList, ListSchema>) {
  const { name, label, schema, draft, onChange } = props
  const { explorer } = useText()
  const become = (list: readonly Draft[]) => onChange({ list })
  return (
    <Group props={props}>
      {draft.list.map((item, at) => {
        const position = `${name}.${at + 1}`
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: items are told apart by their position, on the wire as well.
          <div className="item" key={at}>
            <FormField
              name={position}
              label={`${label}.${at + 1}`}
              schema={schema.items}
              description={schema.items.description}
              required={false}
              draft={item}
              onChange={next => become(draft.list.with(at, next))}
            />
            <RemoveButton of={position} onClick={() => become(draft.list.toSpliced(at, 1))} />
          </div>
        )
      })}
      <Button icon={<PlusOutlined aria-hidden />} onClick={() => become([...draft.list, emptyDraft(schema.items)])}>
        {explorer.add(label)}
      </Button>
    </Group>
  )
}

function RecordField(props: FieldProps<DraftRecord, RecordSchema>) {
  const { name, schema, draft, onChange } = props
  return (
    <Group props={props}>
      {Object.entries(schema.properties ?? {}).map(([field, inner]) => (
        <FormField
          key={field}
          name={`${name}.${field}`}
          label={field}
          schema={inner}
          description={inner.description}
          required={schema.required?.includes(field) ?? false}
          draft={draft.fields[field] ?? emptyDraft(inner)}
          onChange={next => onChange({ fields: { ...draft.fields, [field]: next } })}
        />
      ))}
    </Group>
  )
}

function MapField(props: FieldProps<DraftMap, RecordSchema>) {
  const { name, label, schema, draft, onChange } = props
  const { explorer } = useText()
  const values = valuesOfMap(schema) ?? { type: 'string' }
  const become = (entries: DraftMap['entries']) => onChange({ entries })
  return (
    <Group props={props}>
      {draft.entries.map(([key, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name is typed letter by letter, so it is no key.
        <div className="item" key={at}>
          <Input
            aria-label={`${name} ${at + 1}: ${explorer.key}`}
            placeholder={explorer.key}
            value={key}
            onChange={({ target }) => become(draft.entries.with(at, [target.value, value]))}
          />
          <FormField
            name={`${name}.${key}`}
            label={key === '' ? explorer.value : key}
            schema={values}
            description={values.description}
            required={false}
            draft={value}
            onChange={next => become(draft.entries.with(at, [key, next]))}
          />
          <RemoveButton of={`${name}.${key}`} onClick={() => become(draft.entries.toSpliced(at, 1))} />
        </div>
      ))}
      <Button icon={<PlusOutlined aria-hidden />} onClick={() => become([...draft.entries, ['', emptyDraft(values)]])}>
        {explorer.add(label)}
      </Button>
    </Group>
  )
}

/** The field for a schema; a draft that does not fit it counts as unfilled. */
export function FormField({ schema, draft, ...rest }: FieldProps<Draft>) {
  if (schema.type === 'array') {
    const list = typeof draft === 'object' && 'list' in draft ? draft : { list: [] }
    return <ListField {...rest} schema={schema} draft={list} />
  }
  if (schema.type !== 'object')
    return <ScalarField {...rest} schema={schema} draft={typeof draft === 'string' ? draft : ''} />
  if (valuesOfMap(schema) !== undefined) {
    const map = typeof draft === 'object' && 'entries' in draft ? draft : { entries: [] }
    return <MapField {...rest} schema={schema} draft={map} />
  }
  const fields = typeof draft === 'object' && 'fields' in draft ? draft : { fields: {} }
  return <RecordField {...rest} schema={schema} draft={fields} />
}
