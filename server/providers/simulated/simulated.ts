/**
 * The simulated provider: computers that take their time to start, stop and be renewed, by the clock the desktops live by,
 * and can be told to dawdle, fail or vanish. A product, not a mock: it keeps the promise of provider.ts.
 *
 * It remembers in the store what it was asked and when that is done; nothing runs in between, so a server that dies loses
 * nothing, and time may jump.
 */
import type { Observed, ProviderStep } from '../../domain/desktop.ts'
import { courseOf } from '../../domain/lifecycle.ts'
import type { ComputerFacts, Sight } from '../../domain/observation.ts'
import { holdAccount } from '../../store/accounts.ts'
import {
  forgetComputers,
  putComputers,
  readComputers,
  readTakenAddresses,
  readVanished,
  type SimulatedComputer,
  type SimulatedState,
  type SimulatedStep,
} from '../../store/simulated-computers.ts'
import { deleteSimulatedFaults, readSimulatedFaults, type SimulatedFault } from '../../store/simulated-faults.ts'
import type { Store } from '../../store/store.ts'
import type { Transaction } from '../../store/transaction.ts'
import type { ComputerOrder, Provider } from '../provider.ts'
import { addressesAt, firstPlace, roomOf } from './addresses.ts'

/** How long each step takes, in milliseconds. */
export type Durations = Readonly<Record<ProviderStep, number>>

export class SimulatedProvider implements Provider {
  readonly name = 'simulated'
  private readonly store: Store
  private readonly durations: Durations

  constructor(store: Store, durations: Durations) {
    this.store = store
    this.durations = durations
  }

  missing(desktopIds: readonly string[]): Promise<string[]> {
    return readVanished(this.store, this.store.dialect, desktopIds)
  }

  ask(orders: readonly ComputerOrder[], now: number): Promise<Sight[]> {
    return this.store.transaction(now, async tx => {
      for (const accountId of [...new Set(orders.map(order => order.accountId))].sort())
        await holdAccount(tx, accountId)
      const known = await readComputers(
        tx,
        tx.dialect,
        orders.map(({ desktopId }) => desktopId),
      )
      const asked = new Asked(tx, known, await readSimulatedFaults(tx), this.durations)
      const sights: Sight[] = []
      for (const order of orders) sights.push(await asked.answer(order))
      await asked.write()
      return sights
    })
  }
}

/** The orders of one call, answered one after the other. */
class Asked {
  private readonly tx: Transaction
  private readonly known: Map<string, SimulatedComputer>
  private readonly faults: SimulatedFault[]
  private readonly durations: Durations
  private readonly changed = new Map<string, SimulatedComputer>()
  private readonly gone = new Set<string>()
  private readonly taken = new Map<string, Set<string>>()

  constructor(tx: Transaction, known: Map<string, SimulatedComputer>, faults: SimulatedFault[], durations: Durations) {
    this.tx = tx
    this.known = known
    this.faults = faults
    this.durations = durations
  }

  async answer(order: ComputerOrder): Promise<Sight> {
    const found = this.known.get(order.desktopId)
    if (found === undefined && order.step === 'release') return { outcome: 'done', facts: {} }
    const computer = found ?? takenUp(order)
    if (computer.last?.token === order.token) return this.progress(computer, computer.last, order)
    if (isMissing(computer.state) && order.step !== 'create' && order.step !== 'release') return { outcome: 'absent' }
    const { step, token } = order
    const fault = await this.strike(order)
    if (fault?.kind === 'ProviderVanish' && step === 'release') return this.release(computer)
    if (fault?.kind === 'ProviderVanish' && step !== 'create') {
      this.keep({ ...computer, state: 'vanished' })
      return { outcome: 'absent' }
    }
    const doneAt = this.tx.now + this.durations[step] + (fault?.kind === 'ProviderDawdle' ? (fault.delayMs ?? 0) : 0)
    // A computer that vanishes while it is made was not made: asked again, that has to be told again.
    const fails = fault !== undefined && fault.kind !== 'ProviderDawdle'
    const last: SimulatedStep = {
      step,
      token,
      doneAt,
      over: false,
      ...(fails ? { failure: `the simulated provider was told to fail (${fault.id})` } : {}),
    }
    return this.progress({ ...computer, last }, last, order)
  }

  private async progress(computer: SimulatedComputer, last: SimulatedStep, order: ComputerOrder): Promise<Sight> {
    const { failure } = last
    if (last.over)
      return failure === undefined ? { outcome: 'done', facts: computer.facts } : { outcome: 'failed', reason: failure }
    // It may have vanished while the step was under way.
    if (computer.state === 'vanished' && last.step !== 'create' && last.step !== 'release') return { outcome: 'absent' }
    if (last.doneAt > this.tx.now) {
      this.keep(computer)
      return { outcome: 'underWay', checkAt: last.doneAt }
    }
    if (failure !== undefined) {
      this.keep({ ...computer, last: { ...last, over: true } })
      return { outcome: 'failed', reason: failure }
    }
    return this.finish(computer, last, order)
  }

  private async finish(computer: SimulatedComputer, last: SimulatedStep, order: ComputerOrder): Promise<Sight> {
    if (last.step === 'release') return this.release(computer)
    const placed = await this.place(computer, order)
    if (placed === undefined) {
      const reason = `the network ${order.officeSiteId} (${order.cidrBlock}) has no free address`
      this.keep({ ...computer, last: { ...last, over: true, failure: reason } })
      return { outcome: 'failed', reason }
    }
    const after: SimulatedComputer = {
      ...placed,
      state: stateAfter(last.step, computer.state),
      facts: { ...addressesOf(placed.facts), ...imageFacts(order) },
      last: { ...last, over: true },
    }
    this.keep(after)
    return { outcome: 'done', facts: after.facts }
  }

  private release({ id }: SimulatedComputer): Sight {
    this.gone.add(id)
    this.changed.delete(id)
    this.known.delete(id)
    return { outcome: 'done', facts: {} }
  }

  /** The computer with addresses out of its network; a computer that moves gets others. */
  private async place(computer: SimulatedComputer, order: ComputerOrder): Promise<SimulatedComputer | undefined> {
    const moves = computer.officeSiteId !== order.officeSiteId
    if (computer.address !== undefined && !moves) return computer
    // One that was told of from outside keeps what it shows until it moves.
    if (computer.address === undefined && !moves && computer.state !== 'absent' && computer.state !== 'vanished')
      return computer
    const room = roomOf(order.cidrBlock)
    const start = room === 0 ? 0 : firstPlace(computer.id, room)
    const taken = await this.takenIn(order)
    for (let tried = 0; tried < room; tried += 1) {
      const [primaryEniIp, memberEniIp] = addressesAt(order.cidrBlock, (start + tried) % room)
      if (taken.has(primaryEniIp)) continue
      taken.add(primaryEniIp)
      return {
        ...computer,
        officeSiteId: order.officeSiteId,
        address: primaryEniIp,
        facts: { ...computer.facts, primaryEniIp, memberEniIp },
      }
    }
    return undefined
  }

  /** Addresses of a network that cannot be given: read once a call, and those given in it. */
  private async takenIn({ accountId, officeSiteId }: ComputerOrder): Promise<Set<string>> {
    const key = `${accountId} ${officeSiteId}`
    const known = this.taken.get(key)
    if (known !== undefined) return known
    const taken = await readTakenAddresses(this.tx, accountId, officeSiteId)
    this.taken.set(key, taken)
    return taken
  }

  /** The fault that meets this step, if any; one that strikes once is used up. */
  private async strike({ desktopId, step, accountId }: ComputerOrder): Promise<SimulatedFault | undefined> {
    const index = this.faults.findIndex(
      fault =>
        fault.accountId === accountId &&
        (fault.desktopId === undefined || fault.desktopId === desktopId) &&
        (fault.step === undefined || fault.step === step),
    )
    const fault = this.faults[index]
    if (fault?.kind === 'ProviderFailOnce' || fault?.kind === 'ProviderVanish') {
      this.faults.splice(index, 1)
      await deleteSimulatedFaults(this.tx, [fault.id])
    }
    return fault
  }

  private keep(computer: SimulatedComputer): void {
    this.known.set(computer.id, computer)
    this.changed.set(computer.id, computer)
  }

  async write(): Promise<void> {
    await forgetComputers(this.tx, [...this.gone])
    await putComputers(this.tx, [...this.changed.values()])
  }
}

const isMissing = (state: SimulatedState): boolean => state === 'absent' || state === 'vanished'

/** A computer this provider hears of for the first time: as it is known, or about to be made. */
const takenUp = ({ desktopId, accountId, officeSiteId, observed, step }: ComputerOrder): SimulatedComputer => ({
  id: desktopId,
  accountId,
  officeSiteId,
  state: step === 'create' ? 'absent' : stateFrom(observed),
  facts: {},
})

function stateFrom(observed: Observed): SimulatedState {
  if (observed === 'Absent' || observed === 'Creating' || observed === 'Gone') return 'absent'
  return observed === 'Stopped' || observed === 'Starting' ? 'stopped' : 'running'
}

function stateAfter(step: ProviderStep, before: SimulatedState): SimulatedState {
  const { after } = courseOf[step]
  if (after === 'Running') return 'running'
  return after === 'Stopped' ? 'stopped' : before
}

const addressesOf = ({ primaryEniIp, memberEniIp }: ComputerFacts): ComputerFacts => ({
  ...(primaryEniIp === undefined ? {} : { primaryEniIp }),
  ...(memberEniIp === undefined ? {} : { memberEniIp }),
})

const imageFacts = ({ gpuDriverVersion, fotaVersion }: ComputerOrder): ComputerFacts => ({
  ...(gpuDriverVersion === undefined ? {} : { gpuDriverVersion }),
  ...(fotaVersion === undefined ? {} : { fotaVersion }),
})
