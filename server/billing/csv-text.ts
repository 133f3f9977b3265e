/** Rows as CSV (RFC 4180 with plain line feeds), with the library for it. */
import { stringify } from 'csv-stringify/sync'

/** A column: its name, and its cell for a row; null is an empty cell. */
export type Column<Row> = readonly [name: string, cellOf: (row: Row) => string | null]

/**
 * Cells that a spreadsheet would take for a formula, because they begin with = + - or @, get a ' in front: names in them are
 * chosen by people.
 */
export const csvText = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], withHead: boolean): string =>
  stringify(
    [
      ...(withHead ? [columns.map(([name]) => name)] : []),
      ...rows.map(row => columns.map(([, cellOf]) => cellOf(row))),
    ],
    { escape_formulas: true },
  )
