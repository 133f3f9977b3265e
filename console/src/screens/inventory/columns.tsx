/** How the columns of a kind are drawn. */
import { type TableProps, Tag } from 'antd'
import { Link } from 'react-router'
import { showInstant } from '../../formats/times.ts'
import type { Messages } from '../../language/en.ts'
import type { LanguageCode } from '../../language/locale.ts'
import { nameOfState, StateTag } from '../computers/computer-state.tsx'
import { type Choice, type Column, type Kind, type Row, textIn } from './kind.ts'

type Columns = NonNullable<TableProps<Row>['columns']>

interface Surroundings {
  readonly text: Messages
  readonly code: LanguageCode
  readonly region: string
  readonly onOpen: (row: Row) => void
}

const isChoice = (value: string, text: Messages): value is keyof Messages['inventory']['choices'] =>
  Object.hasOwn(text.inventory.choices, value)

/** The word for a value of the wire; one nobody knows stays as it is. */
const nameOfChoice = (value: string, text: Messages): string =>
  isChoice(value, text) ? text.inventory.choices[value] : value

export function nameOfFilter({ label }: Choice, text: Messages): string {
  if (label === 'all') return text.inventory.all
  return typeof label === 'string' ? text.inventory.choices[label] : nameOfState(label.state, text)
}

function Cell({ row, column, around }: { readonly row: Row; readonly column: Column; readonly around: Surroundings }) {
  const { text, code, region } = around
  const value = row[column.field]
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
    return <>{text.app.none}</>
  const plain = textIn(row, column.field)
  switch (column.show) {
    case 'code':
      return <code>{plain}</code>
    case 'state':
      return <StateTag state={plain} />
    case 'choice':
      return <Tag>{nameOfChoice(plain, text)}</Tag>
    case 'userState':
      return (
        <Tag color={value === 9 ? 'warning' : 'success'}>
          {text.inventory.choices[value === 9 ? 'locked' : 'inOrder']}
        </Tag>
      )
    case 'instant':
      return <>{showInstant(plain, code)}</>
    case 'list':
      return <>{Array.isArray(value) ? value.join(', ') : plain}</>
    case 'share':
      return (
        <Link to={`/shares/${encodeURIComponent(region)}/${encodeURIComponent(plain)}`}>
          <code>{plain}</code>
        </Link>
      )
    default:
      return <>{plain}</>
  }
}

export function columnsOf(kind: Kind, around: Surroundings): Columns {
  const { inventory } = around.text
  return [
    {
      title: inventory.fields.name,
      key: 'name',
      width: 240,
      render: (_, row) => (
        <>
          <button type="button" className="opens" onClick={() => around.onOpen(row)}>
            {kind.name(row)}
          </button>
          {kind.name(row) !== kind.id(row) && (
            <div>
              <small>
                <code>{kind.id(row)}</code>
              </small>
            </div>
          )}
        </>
      ),
    },
    ...kind.columns.map(column => ({
      title: inventory.fields[column.title],
      key: column.field,
      width: column.width ?? 150,
      render: (_: unknown, row: Row) => <Cell row={row} column={column} around={around} />,
    })),
  ]
}

/** How wide a table is that holds all columns. */
export const widthOf = (kind: Kind): number => kind.columns.reduce((sum, { width }) => sum + (width ?? 150), 240)
