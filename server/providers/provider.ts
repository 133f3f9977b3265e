/**
 * What a provider promises: it makes computers be what they are asked to be. Every step is asked with a token; asking again
 * with the same token is the same request, however often and by whichever server it is asked, and tells how far it has
 * come. One step at a time is asked of a computer, the next when the last has ended; only a release overtakes what is under
 * way. provider-contract.ts is this promise as a suite.
 */
import type { Observed, ProviderStep } from '../domain/desktop.ts'
import type { Sight } from '../domain/observation.ts'

/** A step for one computer, with all that the provider needs to know of it. */
export interface ComputerOrder {
  readonly desktopId: string
  readonly accountId: string
  readonly step: ProviderStep
  readonly token: string
  /** What is known of the computer: where a provider that has never heard of it takes it up. */
  readonly observed: Observed
  readonly officeSiteId: string
  /** The network its addresses come from. */
  readonly cidrBlock: string
  readonly imageId: string
  /** Facts of the image that the computer shows. */
  readonly gpuDriverVersion?: string
  readonly fotaVersion?: string
}

export interface Provider {
  readonly name: string
  /** Asks for steps, or how far they have come. @returns what was seen, in the order of the orders */
  ask(orders: readonly ComputerOrder[], now: number): Promise<Sight[]>
  /** Those of the computers that the provider had and has no more, released ones aside. */
  missing(desktopIds: readonly string[]): Promise<string[]>
}
