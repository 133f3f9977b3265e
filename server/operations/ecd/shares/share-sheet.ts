/** Shares as a sheet: which columns it has is ours, since the vendor publishes none (share-family.md 2.1). */
import type { Row } from 'write-excel-file/node'
import { toAmount } from '../../../billing/amounts.ts'
import { toSecondText } from '../../../domain/times.ts'
import { readCurrency } from '../../../store/accounts.ts'
import { searchShares } from '../../../store/share-search.ts'
import type { CountedShare } from '../../../store/shares.ts'
import type { Services } from '../../context.ts'
import { type Found, lookUp } from '../lookup.ts'
import type { ExportLanguage, ExportQuery } from './export-links.ts'
import { type ShareSurroundings, surroundingsOf, toShareFields } from './share-fields.ts'

type Words = Readonly<Record<ExportLanguage, string>>

const words = (english: string, chinese: string): Words => ({ 'en-GB': english, 'zh-CN': chinese })

const statuses: Readonly<Record<number, Words>> = {
  0: words('Not paid yet', '未支付'),
  1: words('In order', '正常'),
  2: words('Overdue or expired', '欠费或已过期'),
}
const billings = { PrePaid: words('Subscription', '包年包月'), PostPaid: words('Pay-as-you-go', '按量付费') }

interface Around extends ShareSurroundings {
  readonly images: Found<'image'>
  readonly currency: string
  readonly language: ExportLanguage
}

interface Column {
  readonly heading: Words
  readonly width: number
  valueIn(counted: CountedShare, around: Around): string | number | undefined
}

const column = (english: string, chinese: string, width: number, valueIn: Column['valueIn']): Column => ({
  heading: words(english, chinese),
  width,
  valueIn,
})

const columns: readonly Column[] = [
  column('Share ID', '共享 ID', 24, ({ share }) => share.id),
  column('Name', '名称', 24, ({ share }) => share.name),
  column('Status', '状态', 18, ({ share }, { language }) => statuses[share.status]?.[language]),
  column('Billing', '计费方式', 16, ({ share }, { language }) => billings[share.payType][language]),
  column('Computers', '云电脑数', 12, ({ counters }) => counters.prePaid + counters.postPaid),
  column('Running', '运行中', 12, ({ counters }) => counters.byStatus.Running),
  column('Stopped', '已停止', 12, ({ counters }) => counters.byStatus.Stopped),
  column('Fewest computers', '最少云电脑数', 18, ({ share }, around) => toShareFields(share, around).MinDesktopsCount),
  column('Most computers', '最多云电脑数', 18, ({ share }, around) => toShareFields(share, around).MaxDesktopsCount),
  column('Users', '授权用户数', 12, ({ counters }) => counters.users),
  column('Office network ID', '办公网络 ID', 32, ({ share }) => share.officeSiteId),
  column('Office network', '办公网络', 20, ({ share }, around) => around.officeSites.get(share.officeSiteId)?.name),
  column('Policy ID', '策略 ID', 26, ({ share }) => share.policyGroupIds[0]),
  column('Template ID', '模板 ID', 36, ({ share }) => share.bundleId),
  column('Desktop type', '规格', 26, ({ share }) => share.desktopType),
  column('Image ID', '镜像 ID', 40, ({ share }) => share.imageId),
  column('Image', '镜像', 24, ({ share }, around) => around.images.get(share.imageId)?.name),
  column('Created (UTC)', '创建时间 (UTC)', 22, ({ share }) => toSecondText(share.createdAt)),
  column('Expires (UTC)', '到期时间 (UTC)', 22, ({ share }) =>
    share.expiredAt === undefined ? undefined : toSecondText(share.expiredAt),
  ),
  column('Billed amount', '已结算金额', 16, ({ counters }) => toAmount(counters.billedMicros, 'minor') / 100),
  column('Currency', '币种', 10, (_, { currency }) => currency),
]

export interface ExportedFile {
  readonly name: string
  readonly contentType: string
  readonly bytes: Buffer
}

/** Shares read at a time. */
const batch = 500

/** The file of all shares that match, the oldest first, one row each below the headings. */
export async function makeShareSheet(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  query: ExportQuery,
): Promise<ExportedFile> {
  const { accountId, language } = query
  const currency = await readCurrency(store, accountId)
  const rows: Row[] = [columns.map(({ heading }) => ({ value: heading[language], fontWeight: 'bold' as const }))]
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page = await searchShares(store, query, { after, limit: batch })
    const found = page.items.filter(({ share }) => endsWithin(share.expiredAt, query.expiredMinute))
    rows.push(...(await toRows(store, found, { accountId, currency, language })))
    after = page.next
  }
  // Loaded with the first file that is made: most servers make none.
  const { default: writeExcelFile } = await import('write-excel-file/node')
  const sheet = { sheet: 'Shares', stickyRowsCount: 1, columns: columns.map(({ width }) => ({ width })) }
  return {
    name: `desktop-groups-${toSecondText(clock.now()).slice(0, 10)}.xlsx`,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: await writeExcelFile(rows, sheet).toBuffer(),
  }
}

const endsWithin = (expiredAt: number | undefined, minute: number | undefined): boolean =>
  minute === undefined || (expiredAt !== undefined && expiredAt >= minute && expiredAt < minute + 60_000)

async function toRows(
  store: Services['store'],
  found: readonly CountedShare[],
  { accountId, currency, language }: { accountId: string; currency: string; language: ExportLanguage },
): Promise<Row[]> {
  const shares = found.map(({ share }) => share)
  const images = await lookUp(
    store,
    accountId,
    'image',
    shares.map(({ imageId }) => imageId),
  )
  const around = { ...(await surroundingsOf(store, accountId, shares)), images, currency, language }
  return found.map(counted => columns.map(({ valueIn }) => cellOf(valueIn(counted, around))))
}

/** A text stays a text, whatever it begins with; XML has no place for control characters. */
const cellOf = (value: string | number | undefined): Row[number] => {
  if (typeof value !== 'string') return value ?? null
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be found
  return { type: String, value: value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '') }
}
