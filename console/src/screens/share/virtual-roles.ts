/**
 * A long table is drawn of plain boxes, and only those in sight. For who hears it they are told to be the rows and cells of
 * one table, with the number of all rows and the place of each.
 */
const roles: readonly (readonly [selector: string, role: string])[] = [
  ['.ant-table-header table', 'none'],
  ['.ant-table-header thead', 'rowgroup'],
  ['.ant-table-header tr', 'row'],
  ['.ant-table-header th', 'columnheader'],
  ['.ant-table-tbody-virtual-holder-inner', 'rowgroup'],
]

/** For the parts of the table that take no properties; the rows and cells have theirs by `rowRoles` and `cellRole`. */
export function tellRoles(place: HTMLElement, rowCount: number, label: string): void {
  const table = place.querySelector('.ant-table-container')
  table?.setAttribute('role', 'table')
  table?.setAttribute('aria-label', label)
  // The heads of the columns are the first row.
  table?.setAttribute('aria-rowcount', String(rowCount + 1))
  place.querySelector('.ant-table-header tr')?.setAttribute('aria-rowindex', '1')
  for (const [selector, role] of roles) {
    for (const part of place.querySelectorAll(selector)) part.setAttribute('role', role)
  }
}

export const rowRoles = (index: number | undefined) => ({ role: 'row', 'aria-rowindex': (index ?? 0) + 2 })
export const cellRole = () => ({ role: 'cell' })
