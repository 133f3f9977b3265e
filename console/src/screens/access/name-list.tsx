/** A list of things with names, filtered by name, and the form that makes another one. */
import { Button } from 'antd'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Input } from '../../api/flatten.ts'
import { useChange } from '../../deeds/use-change.ts'
import { TextField } from '../../forms/field.tsx'
import { SearchField } from '../../forms/search-field.tsx'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'

export interface NamedRow {
  readonly name: string
  readonly to: string
  readonly cells: readonly ReactNode[]
}

interface NameListProps {
  readonly label: string
  readonly columns: readonly string[]
  /** Undefined while they are read. */
  readonly rows: readonly NamedRow[] | undefined
  readonly error: Error | null
  readonly onRetry: () => void
  readonly isTruncated: boolean
  readonly empty: string
}

export function NameList({ label, columns, rows, error, onRetry, isTruncated, empty }: NameListProps) {
  const { access } = useText()
  const { params, set } = useAddress()
  const query = params.get('q') ?? ''
  const shown = rows?.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase())) ?? []
  return (
    <>
      <search className="filters">
        <SearchField label={access.filter} query={query} onSearch={q => set({ q })} />
      </search>
      {error !== null && <Failure error={error} onRetry={onRetry} />}
      {rows === undefined && error === null && <Loading />}
      {rows !== undefined && shown.length === 0 && <p>{rows.length === 0 ? empty : access.nothingFound}</p>}
      {shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <section className="access-table" tabIndex={0} aria-label={label}>
          <table className="plain-table">
            <thead>
              <tr>
                {columns.map(column => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ name, to, cells }) => (
                <tr key={to}>
                  <td>
                    <Link to={to}>{name}</Link>
                  </td>
                  {cells.map((cell, at) => (
                    <td key={columns[at + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {isTruncated && <p className="small">{access.more}</p>}
    </>
  )
}

interface NewThingProps {
  readonly title: string
  readonly operation: string
  /** Parameters that are asked for, the name first, with what they are called. */
  readonly fields: readonly (readonly [parameter: string, label: string])[]
  readonly more?: Input
  readonly to: (name: string) => string
}

/** Opened by its heading, so that the list stays the first thing one sees. */
export function NewThing({ title, operation, fields, more = {}, to }: NewThingProps) {
  const { access } = useText()
  const navigate = useNavigate()
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({})
  const [nameOf = ''] = fields[0] ?? []
  const name = given[nameOf]?.trim() ?? ''
  const input = { ...more, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== '')) }
  const change = useChange(() => void navigate(to(name)))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name !== '') change.mutate({ operation, input: { ...input, [nameOf]: name } })
  }
  return (
    <details className="facts">
      <summary>{title}</summary>
      <form className="access-form" onSubmit={submit}>
        {fields.map(([parameter, label]) => (
          <TextField
            key={parameter}
            label={label}
            value={given[parameter] ?? ''}
            onChange={typed => setGiven({ ...given, [parameter]: typed })}
          />
        ))}
        <div className="form-buttons">
          <Button
            type="primary"
            htmlType="submit"
            disabled={name === ''}
            loading={change.isPending}
            title={name === '' ? access.nameNeeded : ''}
          >
            {access.create}
          </Button>
          {name === '' && <span className="small">{access.nameNeeded}</span>}
          <CodeButton operation={operation} input={input} />
        </div>
      </form>
      {change.error !== null && <Failure error={change.error} />}
    </details>
  )
}
