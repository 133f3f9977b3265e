/** Writing many rows of one table with few statements, each prepared once. */
import type { Value } from './database.ts'
import type { Tables } from './tables.ts'
import type { Transaction } from './transaction.ts'

/** Rows a statement carries; more would come near the number of values SQLite takes. */
const chunkSize = 100

export function* chunksOf<Item>(items: readonly Item[], size = chunkSize): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}

type Row<Table extends keyof Tables> = Partial<Tables[Table]>

/**
 * Inserts rows; where `key` names columns, a row that is there already gets the new values of all other columns.
 *
 * @param columns what each row gives, in any order; absent values are null
 */
export async function putRows<Table extends keyof Tables>(
  tx: Transaction,
  table: Table,
  columns: readonly (keyof Tables[Table] & string)[],
  key: readonly (keyof Tables[Table] & string)[],
  rows: readonly Row<Table>[],
): Promise<void> {
  const others = columns.filter(column => !key.includes(column))
  const onConflict =
    key.length === 0
      ? ''
      : ` on conflict (${key.join(', ')}) do ${
          others.length === 0 ? 'nothing' : `update set ${others.map(name => `${name} = excluded.${name}`).join(', ')}`
        }`
  const head = `insert into ${table} (${columns.join(', ')}) values `
  const one = `(${columns.map(() => '?').join(', ')})`
  const many = `${head}${Array.from({ length: chunkSize }, () => one).join(', ')}${onConflict}`
  const valuesOf = (row: Row<Table>) => columns.map(column => (row[column] ?? null) as Value)
  for (const chunk of chunksOf(rows)) {
    if (chunk.length === chunkSize) await tx.all(many, chunk.flatMap(valuesOf))
    else for (const row of chunk) await tx.all(`${head}${one}${onConflict}`, valuesOf(row))
  }
}

/** Deletes the rows whose column is among the values. */
export async function deleteRows<Table extends keyof Tables>(
  tx: Transaction,
  table: Table,
  column: keyof Tables[Table] & string,
  values: readonly string[],
): Promise<void> {
  if (values.length === 0) return
  await tx.all(`delete from ${table} where ${tx.dialect.isAmong(column)}`, [tx.dialect.listValue(values)])
}

/** Reads the columns of one row by name. */
export interface RowReader<Column extends string> {
  value(column: Column): Value
  /** A field for a column that may be null: absent then. */
  given<Name extends string, Result>(
    name: Name,
    column: Column,
    read: (raw: Value) => Result,
  ): { [Key in Name]?: Result }
}

/** @param columns the columns in the order in which they were selected */
export function rowReader<Column extends string>(
  columns: readonly Column[],
): (row: readonly Value[]) => RowReader<Column> {
  const places = new Map(columns.map((column, index) => [column, index]))
  return row => {
    const value = (column: Column): Value => row[places.get(column) ?? -1] ?? null
    return {
      value,
      given: (name, column, read) => {
        const raw = value(column)
        return (raw === null ? {} : { [name]: read(raw) }) as { [Key in typeof name]?: ReturnType<typeof read> }
      },
    }
  }
}
