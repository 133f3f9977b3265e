import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readSimulatedFaults } from '../../../store/simulated-faults.ts'
import { anAccount, seed } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { ClearFaults } from './ClearFaults.ts'
import { type Effect, FaultBook } from './fault-book.ts'
import { InjectFault } from './InjectFault.ts'
import { ListFaults } from './ListFaults.ts'

const named = (name: string, code = 'ecd') => ({ name, product: { code } })
const truncated: Effect = { kind: 'TruncatedPage' }

describe('The book of faults', () => {
  test('has nothing due, and says so without looking, as long as it is empty', () => {
    assert.equal(new FaultBook(() => true).due(named('A')), undefined)
  })

  test('counts per fault, in the order of calls', () => {
    const book = new FaultBook(() => true)
    book.inject({ operation: 'A', rhythm: { first: 2 }, effect: truncated })
    book.inject({ operation: '*', rhythm: { every: 2 }, effect: { kind: 'Delay', delayMs: 1 } })
    const due = ['A', 'B', 'A', 'A', 'B'].map(name =>
      book
        .due(named(name))
        ?.map(({ kind }) => kind)
        .join('+'),
    )
    assert.deepEqual(due, ['TruncatedPage', 'Delay', 'TruncatedPage', 'Delay', ''])
    assert.deepEqual(
      book.list().map(({ id, calls, strikes }) => [id, calls, strikes]),
      [
        ['fault-1', 3, 2],
        ['fault-2', 5, 2],
      ],
    )
  })

  test('takes * for everything but Deskfleet’s own operations, which have to be named', () => {
    const book = new FaultBook(() => true)
    book.inject({ operation: '*', rhythm: { every: 1 }, effect: truncated })
    assert.deepEqual(book.due(named('ClearFaults', 'deskfleet')), [])
    assert.deepEqual(book.due(named('CreateUsers', 'eds-user')), [truncated])
    book.inject({ operation: 'ListEvents', rhythm: { every: 1 }, effect: truncated })
    assert.deepEqual(book.due(named('ListEvents', 'deskfleet')), [truncated])
  })

  test('gives no id twice, also when faults were cleared', () => {
    const book = new FaultBook(() => true)
    const inject = () => book.inject({ operation: 'A', rhythm: { every: 1 }, effect: truncated }).id
    const first = inject()
    assert.equal(book.clear(first), 1)
    assert.equal(book.clear(first), 0)
    assert.notEqual(inject(), first)
    assert.equal(book.clear(), 1)
    assert.equal(book.due(named('A')), undefined)
  })
})

const operation = { Operation: 'DescribeDesktopsInGroup' }

/** Inputs that are refused, and the code they get. */
const refused: readonly (readonly [code: string, input: Readonly<Record<string, unknown>>])[] = [
  ['MissingOperation', { Code: 'Throttling.User' }],
  ['MissingOperation', { Kind: 'TruncatedPage' }],
  ['MissingCode', operation],
  ['MissingHttpStatus', { ...operation, Code: 'Some.Code' }],
  ['MissingHttpStatus', { ...operation, Code: 'toString' }],
  ['MissingDelayMs', { ...operation, Kind: 'Delay' }],
  ['MissingDelayMs', { ...operation, Kind: 'SlowBody' }],
  ['MissingDelayMs', { Kind: 'ProviderDawdle' }],
  ['InvalidOperation', { Operation: 'DescribeNothing', Code: 'Throttling.User' }],
  ['InvalidOperation', { Operation: 'DescribeDesktops', Kind: 'AdversarialPaging' }],
  ['InvalidOperation', { Operation: '*', Kind: 'AdversarialPaging' }],
  ['InvalidOperation', { ...operation, Kind: 'ProviderFailOnce' }],
  ['InvalidKind', { ...operation, Kind: 'Explosion' }],
  ['InvalidFirst', { ...operation, Code: 'Throttling.User', First: 0 }],
  ['InvalidFirst', { Kind: 'ProviderFailOnce', First: 1 }],
  ['InvalidEvery', { ...operation, Code: 'Throttling.User', First: 1, Every: 2 }],
  ['InvalidEvery', { ...operation, Code: 'Throttling.User', Every: -1 }],
  ['InvalidCode', { ...operation, Code: 'a b' }],
  ['InvalidCode', { ...operation, Kind: 'Delay', DelayMs: 1, Code: 'Throttling.User' }],
  ['InvalidHttpStatus', { ...operation, Code: 'Some.Code', HttpStatus: 200 }],
  ['InvalidMessage', { ...operation, Kind: 'TruncatedPage', Message: 'x' }],
  ['InvalidRetryAfterMs', { ...operation, Kind: 'ConnectionReset', RetryAfterMs: 5 }],
  ['InvalidDelayMs', { ...operation, Code: 'Throttling.User', DelayMs: 5 }],
  ['InvalidDelayMs', { ...operation, Kind: 'Delay', DelayMs: 600_001 }],
  ['InvalidWhen', { ...operation, Code: 'Throttling.User', When: 'After' }],
  ['InvalidDesktopId', { ...operation, Code: 'Throttling.User', DesktopId: 'ecd-a' }],
  ['InvalidStep', { Kind: 'ProviderVanish', Step: 'start' }],
  ['InvalidStep', { Kind: 'ProviderFailOnce', Step: 'explode' }],
  ['InvalidAccountId', { ...operation, Kind: 'TruncatedPage', AccountId: '1' }],
  ['InvalidAccountId.NotFound', { Kind: 'ProviderFailOnce', AccountId: '1' }],
]

forEachDatabase('Injecting faults', open => {
  test('of calls writes nothing to the store; they are listed with all they were told', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    const context = contextFor(store, account.id)
    const dump = await dumpOf(store)
    await call(InjectFault, { ...operation, First: 2, Code: 'Throttling.User', RetryAfterMs: 900 }, context)
    await call(InjectFault, { Operation: '*', Kind: 'Delay', DelayMs: 20, Every: 3 }, context)
    await call(InjectFault, { ...operation, Kind: 'ConnectionReset' }, context)
    context.faults.due(named('DescribeDesktopsInGroup'))
    context.faults.due(named('DescribeDesktopsInGroup'))
    const { Faults } = await call(ListFaults, {}, context)
    assert.deepEqual(Faults, [
      {
        FaultId: 'fault-1',
        Kind: 'Error',
        ...operation,
        First: 2,
        Code: 'Throttling.User',
        HttpStatus: 400,
        Message: 'Request was denied due to user flow control.',
        RetryAfterMs: 900,
        Calls: 2,
        Strikes: 2,
        Spent: true,
      },
      { FaultId: 'fault-2', Kind: 'Delay', Operation: '*', Every: 3, DelayMs: 20, Calls: 2, Strikes: 0, Spent: false },
      {
        FaultId: 'fault-3',
        Kind: 'ConnectionReset',
        ...operation,
        Every: 1,
        When: 'Before',
        Calls: 2,
        Strikes: 2,
        Spent: false,
      },
    ])
    assert.equal(await dumpOf(store), dump)
  })

  test('of computers puts them where the provider reads them', async () => {
    await using store = await open()
    const [root, other] = [anAccount(), anAccount()]
    await seed(store, { accounts: [root, other] })
    const context = contextFor(store, root.id)
    const dawdle = { Kind: 'ProviderDawdle', DesktopId: 'ecd-a', Step: 'start', DelayMs: 5000, AccountId: other.id }
    const { FaultId } = await call(InjectFault, dawdle, context)
    await call(InjectFault, { Kind: 'ProviderFailAlways' }, context)
    assert.deepEqual(await readSimulatedFaults(store, other.id), [
      { id: FaultId, accountId: other.id, kind: 'ProviderDawdle', desktopId: 'ecd-a', step: 'start', delayMs: 5000 },
    ])
    const { Faults } = await call(ListFaults, {}, context)
    assert.deepEqual(Faults.map(({ Kind, AccountId }) => [Kind, AccountId]).sort(), [
      ['ProviderDawdle', other.id],
      ['ProviderFailAlways', root.id],
    ])
    assert.deepEqual(context.faults.list(), [])

    assert.deepEqual(await call(ClearFaults, { FaultId }, context), { Cleared: 1 })
    assert.equal((await readSimulatedFaults(store)).length, 1)
  })

  test('refuses what is missing and what the kind has no use for, and injects nothing', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    const faults = new FaultBook(name => name.startsWith('DescribeDesktops'))
    const context = contextFor(store, account.id, { faults })
    const dump = await dumpOf(store)
    for (const [code, input] of refused) {
      const refusal = await refusalBy(call(InjectFault, input, context))
      assert.equal(`${JSON.stringify(input)} ${refusal.code}`, `${JSON.stringify(input)} ${code}`)
    }
    assert.deepEqual(faults.list(), [])
    assert.equal(await dumpOf(store), dump)
  })

  test('can be taken back one by one or all at once, of both sorts', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    const context = contextFor(store, account.id)
    const inject = async (input: Readonly<Record<string, unknown>>) => (await call(InjectFault, input, context)).FaultId
    const first = await inject({ ...operation, Kind: 'TruncatedPage' })
    await inject({ ...operation, Kind: 'AdversarialPaging' })
    await inject({ Kind: 'ProviderVanish' })
    assert.deepEqual(await call(ClearFaults, { FaultId: first }, context), { Cleared: 1 })
    const refusal = await refusalBy(call(ClearFaults, { FaultId: first }, context))
    assert.deepEqual([refusal.code, refusal.status], ['InvalidFaultId.NotFound', 404])
    assert.deepEqual(await call(ClearFaults, {}, context), { Cleared: 2 })
    assert.deepEqual(await call(ClearFaults, {}, context), { Cleared: 0 })
    assert.deepEqual(await call(ListFaults, {}, context), { Faults: [] })
  })

  test('is for the server’s own account only', async () => {
    await using store = await open()
    const [root, other] = [anAccount(), anAccount()]
    await seed(store, { accounts: [root, other] })
    const faults = new FaultBook(() => true)
    await call(InjectFault, { ...operation, Kind: 'TruncatedPage' }, contextFor(store, root.id, { faults }))
    const stranger = contextFor(store, other.id, { rootAccountId: root.id, faults })
    for (const refusal of [
      await refusalBy(call(InjectFault, { ...operation, Kind: 'TruncatedPage' }, stranger)),
      await refusalBy(call(InjectFault, { Kind: 'ProviderVanish' }, stranger)),
      await refusalBy(call(ListFaults, {}, stranger)),
      await refusalBy(call(ClearFaults, {}, stranger)),
    ]) {
      assert.deepEqual([refusal.code, refusal.status], ['Forbidden', 403])
    }
    assert.equal(faults.list().length, 1)
    assert.deepEqual(await readSimulatedFaults(store), [])
  })
})
