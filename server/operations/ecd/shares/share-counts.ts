/** How many computers a share has: what its counts mean on a subscription and on a pay-as-you-go share (share-family.md 2.1). */
import type { Share, ShareDetails } from '../../../domain/share.ts'
import { defaultCeiling } from '../../../domain/share-terms.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, optional } from '../../../spec/shape.ts'

export interface Counts {
  readonly BuyDesktopsCount?: number
  readonly MinDesktopsCount?: number
  readonly MaxDesktopsCount?: number
  readonly AllowAutoSetup?: number
  readonly AllowBufferCount?: number
}

const oneComputer = 'A share of one computer (MultiResource false) has one whatever this says.'

/** @param absent what holds when the count is left out */
export const countShapes = (absent: string) => ({
  BuyDesktopsCount: optional(
    integer(
      `Subscription: computers bought, 0 to 200. Pay-as-you-go: computers always kept, at most the ceiling. ${absent} ${oneComputer}`,
      { example: 3, vendor: '0 to 200; default 1.' },
    ),
  ),
  MinDesktopsCount: optional(
    integer(
      'Subscription with AllowAutoSetup: how many computers may be created beyond those bought. Pay-as-you-go: another ' +
        `name of BuyDesktopsCount, which counts when both are given. ${absent} ${oneComputer}`,
      { min: 0, max: 500, example: 1, vendor: 'default 1.' },
    ),
  ),
})

const invalid = (parameter: string) =>
  problem(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`)

const buyInvalid = invalid('BuyDesktopsCount')
const minInvalid = invalid('MinDesktopsCount')
const maxInvalid = invalid('MaxDesktopsCount')

export const countProblems = [buyInvalid, minInvalid, maxInvalid] as const

const mostBought = 200

type Kind = Pick<Share, 'payType' | 'multiResource'>

/**
 * What the counts of a call make of the counts a share has; without a share, of the vendor's defaults.
 *
 * @throws Problem InvalidBuyDesktopsCount (less than was bought before, too), InvalidMinDesktopsCount,
 *   InvalidMaxDesktopsCount
 */
export function countsOf(input: Counts, { payType, multiResource }: Kind, had?: ShareDetails): Partial<ShareDetails> {
  const { BuyDesktopsCount, MinDesktopsCount, AllowAutoSetup, AllowBufferCount } = input
  const switches = {
    allowAutoSetup: AllowAutoSetup === undefined ? (had?.allowAutoSetup ?? false) : AllowAutoSetup === 1,
    allowBufferCount: AllowBufferCount ?? had?.allowBufferCount ?? 0,
  }
  if (BuyDesktopsCount !== undefined && BuyDesktopsCount < 0) throw buyInvalid()
  if (payType === 'PostPaid') {
    const minimum = BuyDesktopsCount ?? MinDesktopsCount ?? had?.buyDesktopsCount ?? 1
    const ceiling = input.MaxDesktopsCount ?? had?.maxDesktopsCount ?? (had === undefined ? defaultCeiling : undefined)
    if (!multiResource) return { ...switches, buyDesktopsCount: 1, maxDesktopsCount: 1 }
    if (minimum > (ceiling ?? defaultCeiling)) {
      if (BuyDesktopsCount !== undefined) throw buyInvalid()
      throw MinDesktopsCount === undefined ? maxInvalid() : minInvalid()
    }
    return { ...switches, buyDesktopsCount: minimum, maxDesktopsCount: ceiling }
  }
  if (!multiResource) return { ...switches, buyDesktopsCount: 1, autoCreateCount: 0 }
  const bought = BuyDesktopsCount ?? had?.buyDesktopsCount ?? 1
  if (bought > mostBought && bought !== had?.buyDesktopsCount) throw buyInvalid()
  if (had !== undefined && bought < had.buyDesktopsCount) throw buyInvalid()
  const autoCreateCount = MinDesktopsCount ?? had?.autoCreateCount ?? (had === undefined ? 1 : undefined)
  return { ...switches, buyDesktopsCount: bought, autoCreateCount }
}
