/** The bill of a share as a file, put together from the pages of ExportBill. */
import { client } from '../../services.ts'
import type { ExportedBill } from './answers.ts'

export const exporting = 'ExportBill'

const hourMs = 3_600_000
/** As many as the server gives: it reads the bill anew for every page. */
const mostRows = 10_000

/**
 * All that is settled by an instant. Exports end at full hours, and what was released since the last one is settled already: so
 * it goes to the end of the hour.
 */
export const exportInput = (regionId: string, shareId: string, until: string, format: 'CSV' | 'FOCUS') => ({
  RegionId: regionId,
  DesktopGroupId: shareId,
  From: '1970-01-01T00:00:00Z',
  Until: new Date((Math.floor(Date.parse(until) / hourMs) + 1) * hourMs).toISOString(),
  BillFormat: format,
  MaxResults: mostRows,
})

export async function downloadBill(input: ReturnType<typeof exportInput>): Promise<void> {
  const pages: string[] = []
  let token: string | undefined
  do {
    const asked = token === undefined ? input : { ...input, NextToken: token }
    const { body } = await client.call<ExportedBill>(exporting, asked)
    pages.push(body.Content)
    token = body.NextToken
  } while (token !== undefined)
  const address = URL.createObjectURL(new Blob(pages, { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${input.DesktopGroupId}-${input.BillFormat.toLowerCase()}.csv`
  document.body.append(link)
  link.click()
  link.remove()
  // Not at once: the browser has to have begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
