/** The few answers in which SQLite and PostgreSQL differ, and nothing else. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** A condition that `column` is among a list handed in as one value, made by `listValue`. */
  isAmong(column: string): string
  listValue(items: readonly string[]): string
  /** A text column with its ASCII letters in lower case; `like` takes letters as they are in one and not in the other. */
  folded(column: string): string
  /** A text member of a column that holds a JSON object; null when it has none. */
  member(column: string, name: string): string
  /** Ends a select whose rows must not change before this transaction ends. */
  readonly lockRows: '' | ' for update'
  /** First in a transaction: all its reads see one moment. Undefined where they do anyway. */
  readonly oneMoment: string | undefined
  /** Keeps other writers off tables until this transaction ends. Undefined where there is one writer anyway. */
  holdTables(tables: readonly string[]): string | undefined
  /** Column types: whole numbers up to 2^53 (money, instants, sequences), and bytes. */
  readonly integerType: 'integer' | 'bigint'
  readonly bytesType: 'blob' | 'bytea'
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  isAmong: column => `${column} in (select value from json_each(?))`,
  listValue: items => JSON.stringify(items),
  folded: column => `lower(${column})`,
  member: (column, name) => `json_extract(${column}, '$.${name}')`,
  lockRows: '',
  oneMoment: undefined,
  holdTables: () => undefined,
  integerType: 'integer',
  bytesType: 'blob',
}

export const postgresDialect: Dialect = {
  name: 'postgres',
  isAmong: column => `${column} in (select jsonb_array_elements_text(?::jsonb))`,
  listValue: items => JSON.stringify(items),
  folded: column => `lower(${column} collate "C")`,
  member: (column, name) => `(${column}::jsonb ->> '${name}')`,
  lockRows: ' for update',
  oneMoment: 'set transaction isolation level repeatable read',
  holdTables: tables => `lock table ${tables.join(', ')} in exclusive mode`,
  integerType: 'bigint',
  bytesType: 'bytea',
}
