import assert from 'node:assert/strict'
import { test } from 'node:test'
import PopCore from '@alicloud/pop-core'
import { XMLParser } from 'fast-xml-parser'
import { strFromU8, unzipSync } from 'fflate'
import { Sealer } from '../../../identity/keyring.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, anEndUser, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { startTestServer } from '../../../testing/server.ts'
import { ExportDesktopGroupInfo } from './ExportDesktopGroupInfo.ts'
import { ExportLinks, linkValidMs } from './export-links.ts'
import { makeShareSheet } from './share-sheet.ts'

type Input = Readonly<Record<string, unknown>>

const listOf = <Thing>(one: Thing | readonly Thing[] | undefined): readonly Thing[] =>
  one === undefined ? [] : Array.isArray(one) ? one : [one as Thing]

interface Cell {
  readonly '@_r': string
  readonly '@_t'?: string
  readonly v?: string
  readonly is?: { readonly t: string }
}

/** The cells of the only sheet, row by row, as a spreadsheet program reads them. */
function cellsOf(file: Uint8Array): string[][] {
  const parts = unzipSync(file)
  const parse = (name: string) =>
    new XMLParser({ ignoreAttributes: false, parseTagValue: false, trimValues: false }).parse(
      strFromU8(parts[name] ?? new Uint8Array()),
    )
  const texts = listOf<{ t: string | { '#text': string } }>(parse('xl/sharedStrings.xml').sst?.si).map(({ t }) =>
    typeof t === 'string' ? t : t['#text'],
  )
  const rows = listOf<{ c: Cell | Cell[] }>(parse('xl/worksheets/sheet1.xml').worksheet.sheetData.row)
  const textOf = (cell: Cell): string =>
    cell['@_t'] === 's' ? (texts[Number(cell.v)] ?? '') : (cell.is?.t ?? cell.v ?? '')
  return rows.map(({ c }) => {
    const cells = new Map(listOf<Cell>(c).map(cell => [placeOf(cell['@_r']), textOf(cell)]))
    return Array.from({ length: 1 + Math.max(...cells.keys()) }, (_, index) => cells.get(index) ?? '')
  })
}

/** Empty cells are left out of the file; where the others stand says their name: B7 is place 1. */
const placeOf = (name: string): number =>
  [...name.replace(/\d/g, '')].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1

async function aFleet(store: Store) {
  const account = anAccount()
  const accountId = account.id
  const one = aShare({ accountId, name: '=1+1 & <Pool>', createdAt: testNow })
  const two = aShare({
    accountId,
    name: 'Bought',
    payType: 'PrePaid',
    expiredAt: testNow + 30_000,
    tags: { team: 'red' },
    officeSiteId: 'cn-hangzhou+os-other',
    policyGroupIds: ['pg-other'],
  })
  const stranger = anAccount()
  await seed(store, {
    accounts: [account, stranger],
    shares: [one, two, aShare({ accountId, name: 'Gone', deletedAt: testNow }), aShare({ accountId: stranger.id })],
    desktops: [aDesktop({ accountId, shareId: one.id }), aDesktop({ accountId, shareId: one.id, status: 'Stopped' })],
    endUsers: [{ accountId, user: anEndUser('alice') }],
    authorised: [{ share: one, endUserIds: ['alice'] }],
  })
  await store.transaction(testNow, async tx => tx.shares.add(one.id, { billed_micros: 12_345_000 }))
  const context = contextFor(store, accountId)
  const urlOf = async (input: Input = {}, as = context) =>
    (await call(ExportDesktopGroupInfo, { RegionId: testRegion, ...input }, as)).Url
  const cells = async (input: Input = {}) => {
    const query = context.exports.read(new URL(await urlOf(input)).pathname)
    assert.ok(query !== undefined && query !== 'expired')
    return cellsOf((await makeShareSheet(context, query)).bytes)
  }
  return {
    context,
    one,
    two,
    urlOf,
    cells,
    names: async (input: Input) => (await cells(input)).slice(1).map(row => row[1]),
  }
}

forEachDatabase('ExportDesktopGroupInfo', open => {
  test('makes a sheet of all shares of the account in the region, one row each, texts as texts', async () => {
    await using store = await open()
    const { one, cells } = await aFleet(store)
    const [headings, first, second, ...more] = await cells({ MaxResults: 1 })
    assert.deepEqual(more, [])
    const pairs = Object.fromEntries((headings ?? []).map((heading, index) => [heading, first?.[index]]))
    assert.partialDeepStrictEqual(pairs, {
      'Share ID': one.id,
      Name: '=1+1 & <Pool>',
      Status: 'In order',
      Billing: 'Pay-as-you-go',
      Computers: '2',
      Running: '1',
      Stopped: '1',
      Users: '1',
      'Created (UTC)': '2026-11-24T08:00:00Z',
      // 12.345 to the even cent.
      'Billed amount': '12.34',
      Currency: 'CNY',
    })
    assert.equal(second?.[1], 'Bought')
  })

  test('narrows the sheet by every filter', async () => {
    await using store = await open()
    const { one, two, names } = await aFleet(store)
    const [a, b] = [one.name, two.name]
    const expected: [Input, string[]][] = [
      [{ DesktopGroupId: [two.id] }, [b]],
      [{ DesktopGroupName: 'bough' }, [b]],
      [{ OfficeSiteId: 'cn-hangzhou+os-other' }, [b]],
      [{ PolicyGroupId: 'pg-other' }, [b]],
      [{ ChargeType: 'PostPaid' }, [a]],
      [{ ExpiredTime: '2026-11-24T08:00Z' }, [b]],
      [{ ExpiredTime: '2026-11-24T08:01Z' }, []],
      [{ EndUserId: ['alice', 'bob'] }, [a]],
      [{ Tag: [{ Key: 'team', Value: 'red' }] }, [b]],
      [{ RegionId: 'cn-shanghai' }, []],
    ]
    for (const [input, found] of expected) assert.deepEqual(await names(input), found, JSON.stringify(input))
  })

  test('writes headings and words in Chinese when asked to', async () => {
    await using store = await open()
    const { cells } = await aFleet(store)
    const [headings, first] = await cells({ LangType: 'zh-CN' })
    assert.deepEqual([headings?.[1], first?.[2], first?.[3]], ['名称', '正常', '按量付费'])
  })

  test('refuses a time that is none, and a caller who does not say under which name the server was called', async () => {
    await using store = await open()
    const { context, urlOf } = await aFleet(store)
    assert.equal((await refusalBy(urlOf({ ExpiredTime: 'soon' }))).code, 'InvalidExpiredTime')
    const refusal = await refusalBy(urlOf({}, { ...context, origin: undefined }))
    assert.deepEqual([refusal.code, refusal.status], ['ExportDesktopGroup.UnknowError', 400])
  })
})

test('A link is good for ten minutes, and for what it was issued for only', () => {
  let now = testNow
  const links = new ExportLinks(new Sealer(Buffer.alloc(32, 1)), { now: () => now })
  const query = { accountId: '1', regionId: testRegion, language: 'en-GB' as const }
  const path = links.issue(query)
  assert.deepEqual(links.read(path), query)
  const others = new ExportLinks(new Sealer(Buffer.alloc(32, 2)), { now: () => now })
  for (const forged of [
    others.issue(query),
    path.replace('.xlsx', ''),
    `/exports/${'A'.repeat(80)}.xlsx`,
    '/exports/.xlsx',
  ]) {
    assert.equal(links.read(forged), undefined)
  }
  now += linkValidMs - 1
  assert.deepEqual(links.read(path), query)
  now += 1
  assert.equal(links.read(path), 'expired')
})

test('A link is served by the server that was called, without a signature; any other is not', async () => {
  await using server = await startTestServer()
  const accountId = server.provisioned.rootAccountId
  const share = aShare({ accountId, name: 'Pool of links' })
  await seed(server.store, { shares: [share] })
  const client = new PopCore({
    accessKeyId: server.rootKey.id,
    accessKeySecret: server.rootKey.secret,
    endpoint: `http://${server.endpoint}`,
    apiVersion: '2020-09-30',
  })
  const { Url } = await client.request<{ Url: string }>('ExportDesktopGroupInfo', { RegionId: testRegion })
  assert.ok(Url.startsWith(`http://${server.endpoint}/exports/`), Url)
  const answer = await fetch(Url)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
  assert.match(
    answer.headers.get('content-disposition') ?? '',
    /^attachment; filename="desktop-groups-[\d-]{10}\.xlsx"$/,
  )
  assert.equal(cellsOf(new Uint8Array(await answer.arrayBuffer()))[1]?.[1], 'Pool of links')
  const forged = await fetch(`http://${server.endpoint}/exports/${'A'.repeat(200)}.xlsx`)
  assert.equal(forged.status, 404)
  assert.match(await forged.text(), /ExportDesktopGroupInfo/)
})
