import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Desktop, DesktopStatus } from '../../../domain/desktop.ts'
import { newRequestId } from '../../../domain/ids.ts'
import { fieldsOf } from '../../../spec/shape.ts'
import { settle } from '../../../store/bills.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, anEndUser, aReleasedDesktop, aShare, seed, testNow } from '../../../testing/builders.ts'
import { refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { aMixedShare, listedIds, listShare } from '../../../testing/mixed-share.ts'
import { success } from '../../../wire/answer.ts'
import { DescribeDesktopsInGroup } from './DescribeDesktopsInGroup.ts'

/** A share with the one desktop a test is about. */
async function aShareWith(
  store: Store,
  desktop: Partial<Omit<Desktop, 'details'>> & { details?: Partial<Desktop['details']> },
) {
  const account = anAccount()
  const share = aShare({ accountId: account.id })
  const only = aDesktop({ accountId: account.id, shareId: share.id, ...desktop })
  await seed(store, { accounts: [account], shares: [share], desktops: [only] })
  return { account, share, desktop: only }
}

describe('DescribeDesktopsInGroup', () => {
  test('takes the six parameters of the page and the two it hides', () => {
    assert.deepEqual(
      fieldsOf(DescribeDesktopsInGroup.request).map(([name]) => name),
      [
        'RegionId',
        'DesktopGroupId',
        'PayType',
        'MaxResults',
        'NextToken',
        'IgnoreDeleted',
        'CustomStartTimePeriod',
        'CustomEndTimePeriod',
      ],
    )
  })

  test('answers with a RequestId that is an upper-case UUID whose third group begins with 5', () => {
    assert.match(newRequestId(), /^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[0-9A-F]{4}-[0-9A-F]{12}$/)
  })

  test('answers XML with the lists as repeated elements under DescribeDesktopsInGroupResponse', () => {
    const output = {
      PaidDesktops: [{ DesktopId: 'ecd-1', EndUserId: '' }, { DesktopId: 'ecd-2' }],
      PaidDesktopsCount: 2,
    }
    const { body, contentType } = success('XML', 'DescribeDesktopsInGroup', output, 'R')
    assert.match(contentType, /^text\/xml/)
    assert.match(body, /<DescribeDesktopsInGroupResponse><RequestId>R<\/RequestId><PaidDesktops><DesktopId>ecd-1</)
    assert.match(body, /<EndUserId\/><\/PaidDesktops><PaidDesktops><DesktopId>ecd-2<\/DesktopId><\/PaidDesktops>/)
  })
})

forEachDatabase('DescribeDesktopsInGroup', open => {
  test('accepts CustomStartTimePeriod and CustomEndTimePeriod as whole numbers, without effect', async () => {
    await using store = await open()
    const { share } = await aMixedShare(store, 1, 2)
    const custom = { CustomStartTimePeriod: 8, CustomEndTimePeriod: 18 }
    assert.deepEqual(await listShare(store, share, custom), await listShare(store, share))
    for (const parameter of Object.keys(custom)) {
      const refusal = await refusalBy(listShare(store, share, { [parameter]: 'morning' }))
      assert.equal(refusal.code, `Invalid${parameter}`)
    }
  })

  test('gives ExpiredTime of subscription computers, and texts for CreateDuration and GpuDriverVersion', async () => {
    await using store = await open()
    const { share, account } = await aMixedShare(store, 0, 0)
    const common = { accountId: account.id, shareId: share.id, details: { gpuDriverVersion: '1.0' } }
    await seed(store, {
      desktops: [
        aDesktop({ ...common, payType: 'PrePaid', expiredAt: Date.UTC(2027, 11, 31, 15, 59, 59) }),
        aDesktop(common),
      ],
    })
    const { PaidDesktops, PostPaidDesktops } = await listShare(store, share)
    assert.equal(PaidDesktops?.[0]?.ExpiredTime, '2027-12-31T15:59Z')
    assert.equal(PaidDesktops?.[0]?.GpuDriverVersion, '1.0')
    assert.equal(typeof PostPaidDesktops?.[0]?.CreateDuration, 'string')
  })

  test('with one PayType leaves the other list and its counters out', async () => {
    await using store = await open()
    const { share, bought, created } = await aMixedShare(store, 2, 3)
    const paid = await listShare(store, share, { PayType: 'PrePaid' })
    assert.deepEqual(
      listedIds(paid),
      bought.map(({ id }) => id),
    )
    assert.deepEqual(Object.keys(paid).sort(), [
      'OnlinePrePaidDesktopsCount',
      'PaidDesktops',
      'PaidDesktopsCount',
      'RunningPrePaidDesktopsCount',
      'StopedPrePaidDesktopsCount',
      'StoppedPrePaidDesktopsCount',
    ])
    const postPaid = await listShare(store, share, { PayType: 'PostPaid' })
    assert.deepEqual(
      listedIds(postPaid),
      created.map(({ id }) => id),
    )
    assert.deepEqual(Object.keys(postPaid).sort(), [
      'PostPaidDesktops',
      'PostPaidDesktopsCount',
      'PostPaidDesktopsTotalAmount',
    ])
  })

  test('without PayType gives both lists and all counters', async () => {
    await using store = await open()
    const { share } = await aMixedShare(store, 2, 3)
    const answer = await listShare(store, share)
    assert.equal(answer.PaidDesktops?.length, 2)
    assert.equal(answer.PostPaidDesktops?.length, 3)
    assert.equal(answer.PaidDesktopsCount, 2)
    assert.equal(answer.PostPaidDesktopsCount, 3)
  })

  test('refuses any other PayType with InvalidPayType', async () => {
    await using store = await open()
    const { share } = await aMixedShare(store, 0, 0)
    for (const PayType of ['prepaid', 'Free', 'PostPaid ']) {
      assert.equal((await refusalBy(listShare(store, share, { PayType }))).code, 'InvalidPayType')
    }
  })

  test('pages both lists as one sequence, subscription first, then by creation', async () => {
    await using store = await open()
    const { share, bought, created } = await aMixedShare(store, 3, 4)
    const order = [...bought, ...created].map(({ id }) => id)
    const first = await listShare(store, share, { MaxResults: 5 })
    assert.equal(first.PaidDesktops?.length, 3)
    assert.equal(first.PostPaidDesktops?.length, 2)
    assert.match(first.NextToken ?? '', /^[0-9a-f]{32}$/)
    const second = await listShare(store, share, { MaxResults: 5, NextToken: first.NextToken })
    assert.deepEqual([...listedIds(first), ...listedIds(second)], order)
    assert.equal('NextToken' in second, false)
  })

  test('gives ten items when MaxResults is absent, and takes an empty NextToken for an absent one', async () => {
    await using store = await open()
    const { share } = await aMixedShare(store, 6, 6)
    const answer = await listShare(store, share, { NextToken: '' })
    assert.equal(listedIds(answer).length, 10)
    assert.ok(answer.NextToken)
  })

  test('gives no NextToken when the last page is exactly full', async () => {
    await using store = await open()
    const { share } = await aMixedShare(store, 2, 3)
    assert.equal((await listShare(store, share, { MaxResults: 5 })).NextToken, undefined)
  })

  test('refuses a token issued for another share, account or query with InvalidNextToken', async () => {
    await using store = await open()
    const { share } = await aMixedShare(store, 3, 3)
    const other = await aMixedShare(store, 3, 3)
    const { NextToken } = await listShare(store, share, { MaxResults: 1 })
    assert.ok(await listShare(store, share, { MaxResults: 100, NextToken }))
    const elsewhere = [
      () => listShare(store, other.share, { NextToken }),
      () => listShare(store, { ...share, accountId: other.account.id }, { NextToken }),
      () => listShare(store, share, { NextToken, PayType: 'PrePaid' }),
      () => listShare(store, share, { NextToken, IgnoreDeleted: false }),
    ]
    for (const refused of elsewhere) assert.equal((await refusalBy(refused())).code, 'InvalidNextToken')
  })

  test('lists released computers as Deleted when IgnoreDeleted is true or absent', async () => {
    await using store = await open()
    const { share, account } = await aMixedShare(store, 1, 1)
    const released = aReleasedDesktop({ accountId: account.id, shareId: share.id })
    await seed(store, { desktops: [released] })
    for (const input of [{}, { IgnoreDeleted: true }]) {
      const { PostPaidDesktops } = await listShare(store, share, input)
      const shown = PostPaidDesktops?.find(({ DesktopId }) => DesktopId === released.id)
      assert.equal(shown?.DesktopStatus, 'Deleted')
      assert.equal(shown?.ConnectionStatus, 'Unknown')
    }
  })

  test('hides released computers when IgnoreDeleted is false, on pages and in NextToken alike', async () => {
    await using store = await open()
    const { share, account, bought, created } = await aMixedShare(store, 1, 1)
    const released = [1, 2, 3].map(() => aReleasedDesktop({ accountId: account.id, shareId: share.id }))
    await seed(store, { desktops: released })
    const answer = await listShare(store, share, { IgnoreDeleted: false, MaxResults: 2 })
    assert.deepEqual(
      listedIds(answer),
      [...bought, ...created].map(({ id }) => id),
    )
    assert.equal(answer.NextToken, undefined)
    assert.ok((await listShare(store, share, { MaxResults: 2 })).NextToken)
  })

  test('still lists the released computers of a share that is itself deleted', async () => {
    await using store = await open()
    const account = anAccount()
    const share = aShare({ accountId: account.id, deletedAt: testNow })
    const released = aReleasedDesktop({ accountId: account.id, shareId: share.id })
    await seed(store, { accounts: [account], shares: [share], desktops: [released] })
    assert.deepEqual(listedIds(await listShare(store, share)), [released.id])
  })

  test('counts the whole share, not the page, and leaves released computers out', async () => {
    await using store = await open()
    const account = anAccount()
    const share = aShare({ accountId: account.id, payType: 'PrePaid' })
    const paid = (status: DesktopStatus, connected = false) =>
      aDesktop({
        accountId: account.id,
        shareId: share.id,
        payType: 'PrePaid',
        status,
        users: connected ? [{ endUserId: 'alice', assigned: true, connectedAt: testNow }] : [],
      })
    const onDemand = (status: DesktopStatus) => aDesktop({ accountId: account.id, shareId: share.id, status })
    await seed(store, {
      accounts: [account],
      shares: [share],
      desktops: [
        paid('Running', true),
        paid('Running'),
        paid('Stopped'),
        paid('Pending'),
        paid('Deleted'),
        onDemand('Running'),
        onDemand('Stopped'),
        onDemand('Deleted'),
      ],
    })
    const answer = await listShare(store, share, { MaxResults: 1 })
    assert.equal(answer.PaidDesktopsCount, 4)
    assert.equal(answer.PostPaidDesktopsCount, 2)
    assert.equal(answer.OnlinePrePaidDesktopsCount, 1)
    assert.equal(answer.RunningPrePaidDesktopsCount, 2)
    assert.equal(answer.StoppedPrePaidDesktopsCount, 1)
    assert.equal(answer.StopedPrePaidDesktopsCount, 1)
  })

  test('sums all settled bill lines, those of released computers included, rounded half to even once', async () => {
    await using store = await open()
    const { share, account, created } = await aMixedShare(store, 0, 2)
    const bill = (amounts: readonly number[]) =>
      store.transaction(testNow, tx =>
        settle(
          tx,
          amounts.map(amountMicros => ({
            id: newRequestId(),
            accountId: account.id,
            shareId: share.id,
            desktopId: created[0]?.id ?? '',
            item: 'compute' as const,
            fromAt: testNow - 3600_000,
            toAt: testNow,
            amountMicros,
            settledAt: testNow,
          })),
        ),
      )
    const total = async (amountUnit?: 'major') =>
      (await listShare(store, share, {}, amountUnit ? { behaviour: { amountUnit } } : {})).PostPaidDesktopsTotalAmount
    assert.equal(await total(), 0)
    // Each line alone would be rounded to nothing.
    await bill([4_000, 4_000, 4_000])
    assert.equal(await total(), 1)
    await bill([3_000])
    assert.equal(await total(), 2, '1.5 goes to the even neighbour')
    await bill([10_000])
    assert.equal(await total(), 2, '2.5 goes to the even neighbour')
    await bill([99_975_000])
    assert.equal(await total(), 10_000)
    assert.equal(await total('major'), 100)
    const [first] = created
    assert.ok(first)
    await seed(store, { desktops: [{ ...first, status: 'Deleted', releasedAt: testNow }] })
    assert.equal(await total(), 10_000)
  })

  test('tells CreateDuration in milliseconds until the release, or until now', async () => {
    await using store = await open()
    const createdAt = testNow - 4_153_958_447
    const { share, account } = await aShareWith(store, { createdAt })
    await seed(store, {
      desktops: [
        aReleasedDesktop({ accountId: account.id, shareId: share.id, createdAt, releasedAt: createdAt + 1234 }),
      ],
    })
    const durations = async (now: number) =>
      (await listShare(store, share, {}, { clock: { now: () => now } })).PostPaidDesktops?.map(
        row => row.CreateDuration,
      )
    assert.deepEqual(await durations(testNow), ['4153958447', '1234'])
    // The page is the same one in memory; only the age is not.
    assert.deepEqual(await durations(testNow + 5), ['4153958452', '1234'])
  })

  test('gives CreateTime and ReleaseTime to the second in UTC, ReleaseTime not before the release', async () => {
    await using store = await open()
    const { share, desktop } = await aShareWith(store, { createdAt: Date.UTC(2022, 0, 21, 6, 34, 57, 900) })
    const before = (await listShare(store, share)).PostPaidDesktops?.[0]
    assert.equal(before?.CreateTime, '2022-01-21T06:34:57Z')
    assert.equal(before && 'ReleaseTime' in before, false)
    const releasedAt = Date.UTC(2022, 0, 21, 16, 34, 57)
    await seed(store, { desktops: [{ ...desktop, status: 'Deleted', releasedAt }] })
    assert.equal((await listShare(store, share)).PostPaidDesktops?.[0]?.ReleaseTime, '2022-01-21T16:34:57Z')
  })

  test('names the bound user as EndUserId, and as EndUserIds only those connected right now', async () => {
    await using store = await open()
    const { share, account, desktop } = await aShareWith(store, {})
    await seed(store, {
      endUsers: [{ accountId: account.id, user: anEndUser('alice', { name: 'Alice Liddell' }) }],
    })
    const shown = async (users: Desktop['users']) => {
      await seed(store, { desktops: [{ ...desktop, users }] })
      return (await listShare(store, share)).PostPaidDesktops?.[0]
    }
    const free = await shown([])
    assert.equal(free?.EndUserId, '')
    assert.equal(free?.EndUserName, '')
    assert.equal(free && 'EndUserIds' in free, false)
    assert.equal(free?.ConnectionStatus, 'Disconnected')
    const bound = await shown([{ endUserId: 'alice', assigned: true }])
    assert.equal(bound?.EndUserId, 'alice')
    assert.equal(bound?.EndUserName, 'Alice Liddell')
    assert.equal(bound && 'EndUserNames' in bound, false)
    const connected = await shown([
      { endUserId: 'alice', assigned: true, connectedAt: testNow },
      { endUserId: 'bob', assigned: false, connectedAt: testNow },
    ])
    assert.deepEqual(connected?.EndUserIds, ['alice', 'bob'])
    assert.deepEqual(connected?.EndUserNames, ['Alice Liddell', 'bob'])
    assert.equal(connected?.ConnectionStatus, 'Connected')
  })

  test('says Updating while a change of configuration is being applied, else NoFlag, never an empty list', async () => {
    await using store = await open()
    const { share, desktop } = await aShareWith(store, {})
    for (const [managementFlag, expected] of [
      [undefined, 'NoFlag'],
      ['Updating', 'Updating'],
      ['Migrating', 'NoFlag'],
    ] as const) {
      await seed(store, { desktops: [{ ...desktop, ...(managementFlag ? { managementFlag } : {}) }] })
      const shown = (await listShare(store, share)).PostPaidDesktops?.[0]
      assert.equal(shown?.ManagementFlag, expected)
      assert.deepEqual(shown?.ManagementFlags, [expected])
    }
  })

  test('gives ResetTime in UTC+8 without a zone, absent before the first reset', async () => {
    await using store = await open()
    const { share, desktop } = await aShareWith(store, {})
    const before = (await listShare(store, share)).PostPaidDesktops?.[0]
    assert.equal(before && 'ResetTime' in before, false)
    const resetAt = Date.UTC(2021, 2, 3, 0, 48, 8)
    await seed(store, { desktops: [{ ...desktop, details: { ...desktop.details, resetAt } }] })
    assert.equal((await listShare(store, share)).PostPaidDesktops?.[0]?.ResetTime, '2021-03-03 08:48:08')
  })

  test('answers an unknown share with empty lists and zero counters', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    const unknown = { accountId: account.id, id: 'dg-00000000000000000' }
    assert.deepEqual(await listShare(store, unknown), {
      PaidDesktops: [],
      PostPaidDesktops: [],
      PaidDesktopsCount: 0,
      OnlinePrePaidDesktopsCount: 0,
      RunningPrePaidDesktopsCount: 0,
      StopedPrePaidDesktopsCount: 0,
      StoppedPrePaidDesktopsCount: 0,
      PostPaidDesktopsCount: 0,
      PostPaidDesktopsTotalAmount: 0,
    })
    assert.deepEqual(await listShare(store, unknown, { PayType: 'PostPaid' }), {
      PostPaidDesktops: [],
      PostPaidDesktopsCount: 0,
      PostPaidDesktopsTotalAmount: 0,
    })
  })

  test('refuses an unknown share with 404 when strictNotFound is set', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    const strict = { behaviour: { strictNotFound: true } }
    const refusal = await refusalBy(listShare(store, { accountId: account.id, id: 'dg-0' }, {}, strict))
    assert.equal(refusal.code, 'InvalidDesktopGroupId.NotFound')
    assert.equal(refusal.status, 404)
  })

  test("answers another account's share, and one in another region, exactly like an unknown one", async () => {
    await using store = await open()
    const { share } = await aMixedShare(store, 2, 2)
    const stranger = anAccount()
    await seed(store, { accounts: [stranger] })
    const unknown = await listShare(store, { accountId: stranger.id, id: 'dg-0' })
    // Once after the owner's page stands in memory.
    await listShare(store, share)
    assert.deepEqual(await listShare(store, { ...share, accountId: stranger.id }), unknown)
    assert.deepEqual(await listShare(store, share, { RegionId: 'cn-shanghai' }), unknown)
  })

  test('refuses a call without RegionId or DesktopGroupId', async () => {
    await using store = await open()
    const { share } = await aMixedShare(store, 0, 0)
    assert.equal((await refusalBy(listShare(store, share, { RegionId: undefined }))).code, 'MissingRegionId')
    assert.equal((await refusalBy(listShare(store, share, { DesktopGroupId: '' }))).code, 'MissingDesktopGroupId')
  })
})
