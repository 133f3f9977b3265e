/** What the suites of the provider's promise are written with: a provider on trial, orders, and asking until a step has ended. */
import assert from 'node:assert/strict'
import type { ProviderStep } from '../domain/desktop.ts'
import { newAccountId, newResourceId } from '../domain/ids.ts'
import type { ComputerFacts, Sight } from '../domain/observation.ts'
import type { ComputerOrder, Provider } from './provider.ts'

/** What a provider can be told to do wrong. */
export interface OrderedFault {
  readonly kind: 'ProviderDawdle' | 'ProviderFailOnce' | 'ProviderFailAlways' | 'ProviderVanish'
  readonly accountId: string
  readonly desktopId?: string
  readonly step?: ProviderStep
  readonly delayMs?: number
}

/** A provider to be tried, with nothing in its memory. */
export interface ProviderOnTrial extends AsyncDisposable {
  readonly provider: Provider
  /** Another provider on the same memory, as after a restart or in a second server. */
  reopened(): Provider
  /** How long each step takes, in milliseconds. */
  readonly durations: Readonly<Record<ProviderStep, number>>
  /** @returns takes the fault away again */
  inject(fault: OrderedFault): Promise<() => Promise<void>>
}

export type OpenProvider = () => Promise<ProviderOnTrial>

/** The instant at which every test begins. */
export const start = Date.UTC(2026, 0, 1)

/** A network with room for more computers than any test makes. */
export const wide = { officeSiteId: 'cn-hangzhou+os-wide', cidrBlock: '10.0.0.0/16' }
/** An order for a computer of its own, unless told otherwise. */
export const anOrder = (overrides: Partial<ComputerOrder> = {}): ComputerOrder => ({
  desktopId: newResourceId('ecd-'),
  accountId: newAccountId(),
  step: 'create',
  token: newResourceId('token-'),
  observed: 'Absent',
  ...wide,
  imageId: 'desktopimage-windows-server-2019-64-asp',
  ...overrides,
})

/** The next step for the same computer. */
export const nextOf = (order: ComputerOrder, step: ProviderStep, more: Partial<ComputerOrder> = {}): ComputerOrder => ({
  ...order,
  observed: 'Running',
  step,
  token: newResourceId('token-'),
  ...more,
})

export async function askOne(provider: Provider, order: ComputerOrder, now: number): Promise<Sight> {
  const sights = await provider.ask([order], now)
  assert.equal(sights.length, 1)
  return sights[0] as Sight
}

/** Asks until the step has ended. @returns how it ended, and when */
export async function toItsEnd(
  provider: Provider,
  order: ComputerOrder,
  from: number,
): Promise<{ readonly sight: Sight; readonly at: number }> {
  let at = from
  for (;;) {
    const sight = await askOne(provider, order, at)
    if (sight.outcome !== 'underWay') return { sight, at }
    assert.ok(sight.checkAt > at, 'what is under way is to be asked about later')
    at = sight.checkAt
  }
}

/** The facts of a step that must have succeeded. */
export async function factsOf(provider: Provider, order: ComputerOrder, from: number): Promise<ComputerFacts> {
  const { sight } = await toItsEnd(provider, order, from)
  assert.ok(sight.outcome === 'done', JSON.stringify(sight))
  return sight.facts
}
