/** What a simulation does: a list of deeds drawn from a seed. Things are named by number, so that a shorter list still makes sense. */

export type Deed =
  | {
      readonly do: 'createShare'
      readonly prePaid: boolean
      readonly multi: boolean
      readonly minimum: number
      readonly more: number
      readonly buffer: number
      readonly reset: number
      readonly keepS: number
      readonly stopS: number
      readonly auto: boolean
      readonly renew: boolean
    }
  | {
      readonly do: 'modifyShare'
      readonly share: number
      readonly minimum: number
      readonly more: number
      readonly buffer: number
    }
  | { readonly do: 'deleteShare' | 'renewShare'; readonly share: number }
  | { readonly do: 'addUsers' | 'removeUsers'; readonly share: number; readonly from: number; readonly count: number }
  | { readonly do: 'connect' | 'disconnect' | 'act'; readonly share: number; readonly user: number }
  | { readonly do: 'advance'; readonly seconds: number }
  | {
      readonly do: 'timer'
      readonly share: number
      readonly type: number
      readonly hour: number
      readonly force: boolean
    }
  | { readonly do: 'phases'; readonly share: number; readonly hour: number; readonly peak: number }
  | {
      readonly do: 'desktops'
      readonly deed: 'StartDesktops' | 'StopDesktops' | 'RebootDesktops' | 'DeleteDesktops' | 'DisableDesktopsInGroup'
      readonly share: number
      readonly desktop: number
      readonly keepCharging: boolean
    }
  | { readonly do: 'reset'; readonly share: number; readonly type: number }
  | { readonly do: 'createDesktop'; readonly prePaid: boolean; readonly user: number }
  | {
      readonly do: 'providerFault'
      readonly kind: 'ProviderDawdle' | 'ProviderFailOnce' | 'ProviderFailAlways' | 'ProviderVanish'
      readonly step: number
    }
  | { readonly do: 'clearFaults' | 'restart' }
  /** The next deed is cut off before its n-th transaction from here. */
  | { readonly do: 'crash'; readonly after: number }

/** Whole numbers from a seed, always the same ones (mulberry32). */
export function numbersFrom(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

const steps = ['create', 'start', 'stop', 'reset', 'release', 'configure'] as const
export const stepNumbered = (number: number): (typeof steps)[number] => steps[number % steps.length] ?? 'create'

const durations = [1, 5, 10, 60, 600, 1800, 3600, 7200, 86_400, 3 * 86_400, 16 * 86_400]
const desktopDeeds = [
  'StartDesktops',
  'StopDesktops',
  'RebootDesktops',
  'DeleteDesktops',
  'DisableDesktopsInGroup',
] as const
const faultKinds = ['ProviderDawdle', 'ProviderFailOnce', 'ProviderFailAlways', 'ProviderVanish'] as const

/** The deeds of a seed. */
export function drawScript(seed: number, length: number): Deed[] {
  const below = numbersFrom(seed)
  const chance = (outOf: number): boolean => below(outOf) === 0
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
  const newShare = (): Deed => ({
    do: 'createShare',
    prePaid: chance(3),
    multi: chance(4),
    minimum: below(4),
    more: below(4),
    buffer: below(3),
    reset: below(4),
    keepS: pick([-1, 0, 180, 600]),
    stopS: pick([0, 0, 900]),
    auto: chance(2),
    renew: chance(2),
  })
  const share = () => below(3)
  const user = () => below(6)
  const draws: readonly [number, () => Deed][] = [
    [2, newShare],
    [2, () => ({ do: 'modifyShare', share: share(), minimum: below(4), more: below(4), buffer: below(3) })],
    [1, () => ({ do: pick(['deleteShare', 'renewShare'] as const), share: share() })],
    [
      2,
      () => ({
        do: pick(['addUsers', 'addUsers', 'removeUsers'] as const),
        share: share(),
        from: user(),
        count: 1 + below(3),
      }),
    ],
    [
      10,
      () => ({
        do: pick(['connect', 'connect', 'connect', 'disconnect', 'disconnect', 'act'] as const),
        share: share(),
        user: user(),
      }),
    ],
    [10, () => ({ do: 'advance', seconds: pick(durations) })],
    [1, () => ({ do: 'timer', share: share(), type: 1 + below(4), hour: below(24), force: chance(2) })],
    [1, () => ({ do: 'phases', share: share(), hour: below(24), peak: below(5) })],
    [
      4,
      () => ({ do: 'desktops', deed: pick(desktopDeeds), share: share(), desktop: below(4), keepCharging: chance(2) }),
    ],
    [1, () => ({ do: 'reset', share: share(), type: below(4) })],
    [1, () => ({ do: 'createDesktop', prePaid: chance(2), user: user() })],
    [2, () => ({ do: 'providerFault', kind: pick(faultKinds), step: below(6) })],
    [2, () => ({ do: pick(['clearFaults', 'restart'] as const) })],
    [3, () => ({ do: 'crash', after: below(6) })],
  ]
  const weighted = draws.flatMap(([weight, draw]) => Array.from({ length: weight }, () => draw))
  const opening: Deed[] = [newShare(), { do: 'addUsers', share: 0, from: 0, count: 5 }, { do: 'advance', seconds: 10 }]
  return [...opening, ...Array.from({ length: length - opening.length }, () => pick(weighted)())]
}
