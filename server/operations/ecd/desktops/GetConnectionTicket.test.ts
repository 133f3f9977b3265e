/** Tickets: who gets one, what is in it, and for how long. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EndUser } from '../../../domain/resources.ts'
import { putDesktops } from '../../../store/desktops.ts'
import { readEvents } from '../../../store/events.ts'
import { putShares } from '../../../store/shares.ts'
import { aDesktop, anAccount, anEndUser, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { makeTicket, readTicket } from './connection-tickets.ts'
import { GetConnectionTicket } from './GetConnectionTicket.ts'

type Parts = Omit<Parameters<typeof aDesktop>[0], 'accountId'>

const minuteMs = 60_000
const ofAlice = { users: [{ endUserId: 'alice', assigned: true }] }

async function aScene(store: TestStore, parts: Parts = {}, alice: Partial<EndUser> = {}) {
  const account = anAccount()
  const accountId = account.id
  const share = aShare({ accountId })
  const desktop = aDesktop({
    accountId,
    ...(parts.shareId === undefined ? ofAlice : {}),
    details: { primaryEniIp: '10.0.0.4' },
    ...parts,
    ...(parts.shareId === undefined ? {} : { shareId: share.id }),
  })
  await seed(store, {
    accounts: [account],
    shares: [share],
    authorised: [{ share, endUserIds: ['alice'] }],
    desktops: [desktop],
    endUsers: [anEndUser('alice', alice), anEndUser('bob')].map(user => ({ accountId, user })),
  })
  const clock = { at: testNow, now: () => clock.at }
  const context = () => contextFor(store, accountId, { clock })
  const ask = (input: object) => call(GetConnectionTicket, { RegionId: testRegion, ...input }, context())
  const begin = (more: object = {}) => ask({ DesktopId: desktop.id, EndUserId: 'alice', ...more })
  return { accountId, share, desktop, clock, context, ask, begin, key: context().ticketKey }
}

async function isRefused(store: TestStore, ask: () => Promise<unknown>, code: string, status: number): Promise<void> {
  const before = await dumpOf(store)
  const refusal = await refusalBy(ask())
  assert.deepEqual([refusal.code, refusal.status], [code, status])
  assert.ok(GetConnectionTicket.problems.some(problem => problem.code === code))
  assert.equal(await dumpOf(store), before)
}

forEachDatabase('GetConnectionTicket', open => {
  test('answers a task first, and then the ticket, the same for as long as it lives', async () => {
    await using store = await open()
    const { accountId, desktop, clock, ask, begin, key } = await aScene(store)
    const begun = await begin({ Uuid: 'client-1', CommandContent: '[{"appKey":"a"}]', Password: 'whatever' })
    const { TaskId = '' } = begun
    assert.match(TaskId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    assert.deepEqual(begun, { TaskStatus: 'RUNNING', TaskId, DesktopId: desktop.id })
    clock.at += 1000
    const finished = await ask({ TaskId })
    const { Ticket = '' } = finished
    assert.deepEqual(finished, { TaskStatus: 'FINISHED', TaskId, DesktopId: desktop.id, Ticket })
    const within = {
      id: TaskId,
      accountId,
      regionId: testRegion,
      desktopId: desktop.id,
      endUserId: 'alice',
      protocolType: 'ASP',
      address: '10.0.0.4',
      expiresAt: testNow + 1000 + 10 * minuteMs,
      clientId: 'client-1',
      command: '[{"appKey":"a"}]',
    }
    assert.deepEqual(readTicket(key, Ticket, clock.at), within)
    clock.at += 10 * minuteMs - 1
    assert.deepEqual(await ask({ TaskId, DesktopId: desktop.id, EndUserId: 'alice' }), finished)
    assert.deepEqual(readTicket(key, Ticket, clock.at), within)
    const events = await readEvents(store, { accountId, after: 0, limit: 10 })
    assert.deepEqual(
      events.map(({ name, desktopId, endUserId }) => [name, desktopId, endUserId]),
      [['TicketIssued', desktop.id, 'alice']],
    )
    clock.at += 1
    assert.equal(readTicket(key, Ticket, clock.at), undefined)
    await isRefused(store, () => ask({ TaskId }), 'InvalidTaskId.NotFound', 404)
  })

  test('assigns nobody', async () => {
    await using store = await open()
    const { ask, begin } = await aScene(store, { shareId: 'share' })
    const users = () => store.all('select * from desktop_users', [])
    const { TaskId } = await begin()
    assert.equal((await ask({ TaskId })).TaskStatus, 'FINISHED')
    assert.deepEqual(await users(), [])
  })

  test('forgets tasks that nobody can ask about any more', async () => {
    await using store = await open()
    const { clock, begin } = await aScene(store)
    await begin()
    clock.at += 20 * minuteMs + 1
    await begin()
    assert.equal((await store.all('select id from client_tasks', [])).length, 1)
  })

  describe('is refused', () => {
    test('for what is not there, of another account or region, or a share', async () => {
      await using store = await open()
      const { ask, begin, share } = await aScene(store)
      const other = await aScene(store)
      for (const DesktopId of ['ecd-nobody', other.desktop.id, share.id]) {
        await isRefused(store, () => begin({ DesktopId }), 'InvalidDesktopId.NotFound', 404)
      }
      await isRefused(store, () => begin({ RegionId: 'cn-shanghai' }), 'InvalidDesktopId.NotFound', 404)
      await isRefused(store, () => begin({ EndUserId: 'carol' }), 'InvalidEndUserId.NotFound', 400)
      await isRefused(store, () => ask({ EndUserId: 'alice' }), 'MissingDesktopId', 400)
      await isRefused(store, () => begin({ EndUserId: '' }), 'MissingEndUserId', 400)
      await isRefused(store, () => begin({ CommandContent: '[' }), 'InvalidCommandContent', 400)
    })

    test('for a user who may not use the computer', async () => {
      await using store = await open()
      const { begin } = await aScene(store)
      await isRefused(store, () => begin({ EndUserId: 'bob' }), 'Forbidden', 403)
      const shared = await aScene(store, { shareId: 'share' })
      await isRefused(store, () => shared.begin({ EndUserId: 'bob' }), 'Forbidden', 403)
    })

    test('for a user who is locked, by somebody or by herself', async () => {
      await using store = await open()
      const locked = await aScene(store, {}, { locked: true })
      await isRefused(store, locked.begin, 'UserLocked', 403)
      const { clock, begin } = await aScene(store, {}, { autoLockAt: testNow + 1 })
      assert.equal((await begin()).TaskStatus, 'RUNNING')
      clock.at += 1
      await isRefused(store, begin, 'UserLocked', 403)
    })

    test('for a computer that does not run, may not be given away, or is of a share that is out of order', async () => {
      await using store = await open()
      for (const status of ['Stopped', 'Starting', 'Pending', 'Rebuilding', 'Expired'] as const) {
        const { begin } = await aScene(store, { status })
        await isRefused(store, begin, 'IncorrectDesktopStatus', 400)
      }
      const life = { desired: 'Running', observed: 'Running', asks: 1, disabled: true } as const
      await isRefused(store, (await aScene(store, { life })).begin, 'IncorrectDesktopStatus', 400)
      const overdue = await aScene(store, { shareId: 'share' })
      await store.transaction(testNow, tx => putShares(tx, [{ ...overdue.share, status: 2 }]))
      await isRefused(store, overdue.begin, 'IncorrectDesktopStatus', 400)
    })

    test('in a share, for a computer that another has, or when the user has another one', async () => {
      await using store = await open()
      const taken = await aScene(store, { shareId: 'share', users: [{ endUserId: 'bob', assigned: true }] })
      await isRefused(store, taken.begin, 'IncorrectDesktopStatus', 400)
      const bound = await aScene(store, { shareId: 'share' })
      const { accountId, share } = bound
      const hers = aDesktop({ accountId, shareId: share.id, ...ofAlice })
      await seed(store, { desktops: [hers] })
      await isRefused(store, bound.begin, 'Forbidden', 403)
      assert.equal((await bound.begin({ DesktopId: hers.id })).TaskStatus, 'RUNNING')
    })

    test('for a task of another computer, user, region or account, one that is not there, or too old', async () => {
      await using store = await open()
      const { begin, ask, clock } = await aScene(store)
      const other = await aScene(store)
      const { TaskId } = await begin()
      const asks = [
        () => ask({ TaskId, DesktopId: other.desktop.id }),
        () => ask({ TaskId, EndUserId: 'bob' }),
        () => ask({ TaskId, RegionId: 'cn-shanghai' }),
        () => other.ask({ TaskId }),
        () => ask({ TaskId: '2afbad19-778a-4fc5-9674-1f19c6380000' }),
      ]
      for (const one of asks) await isRefused(store, one, 'InvalidTaskId.NotFound', 404)
      clock.at += 10 * minuteMs
      await isRefused(store, () => ask({ TaskId }), 'InvalidTaskId.NotFound', 404)
    })
  })

  test('fails when the computer has stopped meanwhile, for good', async () => {
    await using store = await open()
    const { desktop, begin, ask } = await aScene(store)
    const { TaskId } = await begin()
    const put = (status: 'Stopped' | 'Running') =>
      store.transaction(testNow, tx => putDesktops(tx, [{ ...desktop, status }]))
    await put('Stopped')
    const failed = {
      TaskStatus: 'FAILED',
      TaskId,
      TaskCode: 'IncorrectDesktopStatus',
      TaskMessage: 'The current status of the desktop does not support this operation.',
      DesktopId: desktop.id,
    }
    assert.deepEqual(await ask({ TaskId }), failed)
    await put('Running')
    assert.deepEqual(await ask({ TaskId }), failed)
  })
})

describe('a connection ticket', () => {
  const key = Buffer.alloc(32, 'key')
  const ticket = {
    id: '2afbad19',
    accountId: '1234567890123456',
    regionId: testRegion,
    desktopId: 'ecd-1',
    endUserId: 'alice',
    protocolType: 'HDX',
    address: '10.0.0.4',
    expiresAt: testNow,
  } as const
  const textOf = (made: string) => Buffer.from(made, 'base64').toString('utf8')

  test('is an ICA file for HDX', () => {
    const made = makeTicket(key, ticket)
    const text = textOf(made)
    assert.ok(text.startsWith('[Encoding]\r\nInputEncoding=UTF8\r\n'))
    for (const line of ['[ecd-1]', 'Address=10.0.0.4:1494', 'Username=alice'])
      assert.ok(text.split('\r\n').includes(line))
    assert.deepEqual(readTicket(key, made, testNow - 1), ticket)
  })

  test('says for ASP in JSON where the computer is', () => {
    const made = makeTicket(key, { ...ticket, protocolType: 'ASP' })
    assert.partialDeepStrictEqual(JSON.parse(textOf(made)), {
      protocol: 'ASP',
      desktopId: 'ecd-1',
      address: '10.0.0.4',
    })
  })

  test('opens nothing once it is changed, made with another key, or run out', () => {
    const made = makeTicket(key, ticket)
    assert.equal(readTicket(Buffer.alloc(32, 'other'), made, testNow - 1), undefined)
    assert.equal(readTicket(key, made, testNow), undefined)
    const [head = '', sealed = ''] = textOf(made).split('LogonTicket=')
    const [content = '', seal = ''] = sealed.trim().split('.')
    const forged = Buffer.from(JSON.stringify({ ...ticket, endUserId: 'mallory' })).toString('base64url')
    for (const [some, proof] of [
      [forged, seal],
      [content, seal.slice(1)],
      [content, ''],
      ['', ''],
    ] as const) {
      const changed = Buffer.from(`${head}LogonTicket=${some}.${proof}\r\n`).toString('base64')
      assert.equal(readTicket(key, changed, testNow - 1), undefined)
    }
    assert.equal(readTicket(key, 'nonsense', testNow - 1), undefined)
  })
})
