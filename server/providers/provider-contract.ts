/**
 * The promise of provider.ts as a suite, for whatever provider there is. It measures nothing by a real clock: a provider
 * knows the time only from what it is handed.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type ProviderStep, providerSteps } from '../domain/desktop.ts'
import { newAccountId } from '../domain/ids.ts'
import type { ComputerFacts } from '../domain/observation.ts'
import {
  anOrder,
  askOne,
  factsOf,
  nextOf,
  type OpenProvider,
  type ProviderOnTrial,
  start,
  toItsEnd,
  wide,
} from './asking-contract.ts'
import { describeFaults } from './fault-contract.ts'
import type { ComputerOrder } from './provider.ts'

/** A network with room for five. */
const narrow = { officeSiteId: 'cn-hangzhou+os-narrow', cidrBlock: '10.1.0.0/28' }
const roomOfNarrow = 5

const numberOf = (address: string): number => address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)

/** Both addresses, which must be of the block and not its first or last. */
function pairIn(cidrBlock: string, { primaryEniIp, memberEniIp }: ComputerFacts): string[] {
  const [first = '', bits] = cidrBlock.split('/')
  const pair = [primaryEniIp ?? '', memberEniIp ?? '']
  for (const address of pair) {
    const offset = numberOf(address) - numberOf(first)
    assert.ok(offset > 0 && offset < 2 ** (32 - Number(bits)) - 1, `${address} is no address of ${cidrBlock}`)
  }
  return pair
}

/** @param open makes a provider that has never been asked for anything */
export function describeProvider(name: string, open: OpenProvider): void {
  describe(`${name} keeps the promise of a provider`, () => {
    describeSteps(open)
    describeAddresses(open)
    describeFaults(open)
    describeRandomAsks(open)
  })
}

function describeSteps(open: OpenProvider): void {
  it('takes its time for every step, by the clock handed in, and tells when to ask again', async () => {
    await using trial = await open()
    const { provider, durations } = trial
    const create = anOrder()
    let at = start
    for (const step of [...providerSteps]) {
      const order = step === 'create' ? create : nextOf(create, step)
      const checkAt = at + durations[step]
      assert.deepEqual(await askOne(provider, order, at), { outcome: 'underWay', checkAt }, step)
      assert.deepEqual(await askOne(provider, order, checkAt - 1), { outcome: 'underWay', checkAt }, step)
      assert.equal((await askOne(provider, order, checkAt)).outcome, 'done', step)
      at = checkAt
    }
  })

  it('takes the same token for the same request, before, at and after its end, whichever server asks', async () => {
    await using trial = await open()
    const { provider, durations } = trial
    const create = anOrder()
    const end = start + durations.create
    const underWay = { outcome: 'underWay', checkAt: end }
    assert.deepEqual(await askOne(provider, create, start), underWay)
    assert.deepEqual(await askOne(provider, create, start + 1), underWay, 'asking later does not begin anew')
    assert.deepEqual(await askOne(trial.reopened(), create, start + 2), underWay)
    const done = await askOne(trial.reopened(), create, end)
    assert.equal(done.outcome, 'done')
    assert.deepEqual(await askOne(provider, create, end), done)
    assert.deepEqual(await askOne(provider, create, end + 86_400_000), done)
    assert.deepEqual(await askOne(trial.reopened(), create, end + 86_400_000), done)
  })

  it('has ended a step when it is first asked about it long after', async () => {
    await using trial = await open()
    const create = anOrder()
    await askOne(trial.provider, create, start)
    assert.equal((await askOne(trial.reopened(), create, start + 365 * 86_400_000)).outcome, 'done')
  })

  it('answers in the order of the orders', async () => {
    await using trial = await open()
    const { provider, durations } = trial
    const create = anOrder()
    const known = anOrder({ accountId: create.accountId })
    const facts = await factsOf(provider, known, start)
    const now = start + 2 * durations.create
    const sights = await provider.ask([create, known, anOrder({ step: 'release' })], now)
    assert.deepEqual(sights, [
      { outcome: 'underWay', checkAt: now + durations.create },
      { outcome: 'done', facts },
      { outcome: 'done', facts: {} },
    ])
    assert.deepEqual(await provider.ask([], now), [])
  })

  it('shows the driver and the version of the image a computer has, anew after every step', async () => {
    await using trial = await open()
    const create = anOrder({ fotaVersion: '1.0' })
    const made = await factsOf(trial.provider, create, start)
    assert.equal(made.fotaVersion, '1.0')
    assert.equal(made.gpuDriverVersion, undefined)
    const rebuild = nextOf(create, 'rebuild', { imageId: 'another', fotaVersion: '2.0', gpuDriverVersion: '535.1' })
    const rebuilt = await factsOf(trial.provider, rebuild, start + 86_400_000)
    assert.deepEqual(rebuilt, { ...made, fotaVersion: '2.0', gpuDriverVersion: '535.1' })
  })

  it('lets a release overtake what is under way', async () => {
    await using trial = await open()
    const { provider, durations } = trial
    const create = anOrder()
    await askOne(provider, create, start)
    const release = nextOf(create, 'release', { observed: 'Creating' })
    const checkAt = start + 1 + durations.release
    assert.deepEqual(await askOne(provider, release, start + 1), { outcome: 'underWay', checkAt })
    assert.deepEqual(await askOne(provider, release, checkAt), { outcome: 'done', facts: {} })
    assert.deepEqual(await askOne(provider, nextOf(create, 'start', { observed: 'Absent' }), checkAt), {
      outcome: 'absent',
    })
  })

  it('is done at once with a release of what is not there, and again when asked again', async () => {
    await using trial = await open()
    const release = anOrder({ step: 'release', observed: 'Running' })
    for (const now of [start, start + 1000])
      assert.deepEqual(await askOne(trial.provider, release, now), { outcome: 'done', facts: {} })
  })

  it('has no computer after its release, and can be asked to make it again', async () => {
    await using trial = await open()
    const { provider } = trial
    const create = anOrder()
    await factsOf(provider, create, start)
    const release = nextOf(create, 'release')
    const { at } = await toItsEnd(provider, release, start + 60_000)
    for (const step of ['start', 'stop', 'reset', 'rebuild', 'configure'] as const)
      assert.deepEqual(await askOne(provider, nextOf(create, step, { observed: 'Absent' }), at), { outcome: 'absent' })
    assert.deepEqual(await provider.missing([create.desktopId]), [], 'what was released is not missed')
    pairIn(wide.cidrBlock, await factsOf(provider, nextOf(create, 'create', { observed: 'Absent' }), at))
  })

  it('takes up a computer it has never heard of where it stands, without changing its addresses', async () => {
    await using trial = await open()
    const { provider } = trial
    for (const [observed, step] of [
      ['Stopped', 'start'],
      ['Running', 'stop'],
      ['Running', 'reset'],
      ['Stopped', 'configure'],
    ] as const)
      assert.deepEqual(await factsOf(provider, anOrder({ observed, step }), start), {}, `${step} when ${observed}`)
    assert.deepEqual(await askOne(provider, anOrder({ observed: 'Absent', step: 'start' }), start), {
      outcome: 'absent',
    })
  })
}

function describeAddresses(open: OpenProvider): void {
  it('gives computers two addresses each out of the block of their network, and none twice', async () => {
    await using trial = await open()
    const { provider, durations } = trial
    const network = { officeSiteId: 'cn-hangzhou+os-large', cidrBlock: '10.64.0.0/19', accountId: newAccountId() }
    const addresses = new Set<string>()
    const count = 2500
    for (let made = 0; made < count; made += 500) {
      const orders = Array.from({ length: 500 }, () => anOrder(network))
      await provider.ask(orders, start)
      for (const sight of await provider.ask(orders, start + durations.create)) {
        assert.ok(sight.outcome === 'done')
        for (const address of pairIn(network.cidrBlock, sight.facts)) addresses.add(address)
      }
    }
    assert.equal(addresses.size, 2 * count)
  })

  it('gives two computers of one call different addresses, also when only one place is left', async () => {
    await using trial = await open()
    const { provider, durations } = trial
    const accountId = newAccountId()
    const made = await fillNarrow(trial, accountId, roomOfNarrow - 1)
    const last = [anOrder({ accountId, ...narrow }), anOrder({ accountId, ...narrow })]
    await provider.ask(last, start)
    const [first, second] = await provider.ask(last, start + durations.create)
    assert.ok(first?.outcome === 'done')
    const all = [...made.map(({ pair }) => pair), pairIn(narrow.cidrBlock, first.facts)].flat()
    assert.equal(new Set(all).size, 2 * roomOfNarrow)
    assert.equal(second?.outcome, 'failed')
  })

  it('keeps the addresses of a computer through every step that is no move', async () => {
    await using trial = await open()
    const create = anOrder()
    const facts = await factsOf(trial.provider, create, start)
    for (const step of ['stop', 'start', 'reset', 'rebuild', 'configure'] as const)
      assert.deepEqual(await factsOf(trial.provider, nextOf(create, step), start + 86_400_000), facts, step)
  })

  it('fails in words when a network is full, also when asked again, and goes on after a release', async () => {
    await using trial = await open()
    const { provider } = trial
    const accountId = newAccountId()
    const [first] = await fillNarrow(trial, accountId, roomOfNarrow)
    const tooMany = anOrder({ accountId, ...narrow })
    const { sight, at } = await toItsEnd(provider, tooMany, start)
    assert.ok(sight.outcome === 'failed')
    assert.match(sight.reason, /cn-hangzhou\+os-narrow.*10\.1\.0\.0\/28.*no free address/)
    assert.deepEqual(await askOne(trial.reopened(), tooMany, at + 1000), sight)
    assert.ok(first)
    await factsOf(provider, nextOf(first.order, 'release'), at)
    const pair = pairIn(narrow.cidrBlock, await factsOf(provider, nextOf(tooMany, 'create'), at + 60_000))
    assert.deepEqual(pair, first.pair)
  })

  it('gives a computer that moves addresses of its new network, and frees those it had', async () => {
    await using trial = await open()
    const { provider } = trial
    const accountId = newAccountId()
    const [first] = await fillNarrow(trial, accountId, roomOfNarrow)
    assert.ok(first)
    const move = nextOf(first.order, 'configure', wide)
    const moved = await factsOf(provider, move, start + 60_000)
    pairIn(wide.cidrBlock, moved)
    const next = anOrder({ accountId, ...narrow })
    assert.deepEqual(pairIn(narrow.cidrBlock, await factsOf(provider, next, start + 120_000)), first.pair)
    const back = await toItsEnd(provider, nextOf(move, 'configure', narrow), start + 180_000)
    assert.equal(back.sight.outcome, 'failed')
    assert.deepEqual(
      await factsOf(provider, nextOf(move, 'stop', wide), start + 240_000),
      moved,
      'it stays where it was',
    )
  })

  it('counts the room of every account for itself', async () => {
    await using trial = await open()
    for (const accountId of [newAccountId(), newAccountId()]) await fillNarrow(trial, accountId, roomOfNarrow)
  })
}

async function fillNarrow(
  { provider }: ProviderOnTrial,
  accountId: string,
  count: number,
): Promise<{ readonly order: ComputerOrder; readonly pair: readonly string[] }[]> {
  const made: { order: ComputerOrder; pair: string[] }[] = []
  for (let index = 0; index < count; index += 1) {
    const order = anOrder({ accountId, ...narrow })
    made.push({ order, pair: pairIn(narrow.cidrBlock, await factsOf(provider, order, start)) })
  }
  return made
}

type Move =
  | { readonly do: 'step'; readonly computer: number; readonly step: ProviderStep }
  | { readonly do: 'again'; readonly computer: number }
  | { readonly do: 'wait'; readonly ms: number }

const computers = 4
const arbitraryMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      computer: fc.nat(computers - 1),
      step: fc.constantFrom(...providerSteps),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('again' as const), computer: fc.nat(computers - 1) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(30_000) }) },
)

/** What a computer is expected to be. */
interface Expected {
  there: boolean
  order: ComputerOrder
  doneAt: number
  ended: boolean
  facts: ComputerFacts
}

function describeRandomAsks(open: OpenProvider): void {
  it('does so whatever is asked, in whatever order and by whichever server', async () => {
    await using trial = await open()
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryMove, { minLength: 5, maxLength: 40 }), moves => follow(trial, moves)),
      { numRuns: 40 },
    )
  })
}

async function follow(trial: ProviderOnTrial, moves: readonly Move[]): Promise<void> {
  const { durations } = trial
  const accountId = newAccountId()
  const expected: Expected[] = Array.from({ length: computers }, () => ({
    there: false,
    order: anOrder({ accountId, ...narrow }),
    doneAt: start,
    ended: true,
    facts: {},
  }))
  let now = start
  let asked = 0
  for (const move of moves) {
    if (move.do === 'wait') {
      now += move.ms
      continue
    }
    const computer = expected[move.computer] as Expected
    asked += 1
    const provider = asked % 2 === 0 ? trial.provider : trial.reopened()
    // One step at a time; only a release overtakes.
    const free = computer.ended || (move.do === 'step' && move.step === 'release' && computer.order.step !== 'release')
    if (move.do === 'step' && free) {
      const { step } = move
      const observed = computer.there ? 'Running' : 'Absent'
      computer.order = nextOf(computer.order, step, { observed })
      const nothing = !computer.there && computer.ended && step !== 'create'
      computer.doneAt = nothing ? now : now + durations[step]
      computer.ended = false
      if (nothing) {
        const sight = step === 'release' ? { outcome: 'done', facts: {} } : { outcome: 'absent' }
        assert.deepEqual(await askOne(provider, computer.order, now), sight, `${step} of nothing`)
        computer.ended = true
        continue
      }
    } else if (computer.doneAt === start) continue
    const { step } = computer.order
    const sight = await askOne(provider, computer.order, now)
    if (now < computer.doneAt) {
      assert.deepEqual(sight, { outcome: 'underWay', checkAt: computer.doneAt }, step)
      continue
    }
    if (!computer.there && computer.ended && step !== 'release') {
      assert.deepEqual(sight, { outcome: 'absent' })
      continue
    }
    assert.ok(sight.outcome === 'done', `${step}: ${JSON.stringify(sight)}`)
    if (computer.ended || (computer.there && step !== 'release'))
      assert.deepEqual(sight.facts, computer.facts, `the facts after ${step} are those before`)
    computer.ended = true
    computer.there = step !== 'release'
    computer.facts = sight.facts
    const pairs = expected.filter(({ there }) => there).flatMap(({ facts }) => pairIn(narrow.cidrBlock, facts))
    assert.equal(new Set(pairs).size, pairs.length, pairs.join())
  }
  const ids = expected.map(({ order }) => order.desktopId)
  assert.deepEqual(await trial.provider.missing(ids), [])
}
