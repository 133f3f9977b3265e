/** Where a handle's call goes: region and share, as a test likes to name them. */
import { findShare } from '../cli/src/finding-shares.ts'
import type { Caller } from './caller.ts'

export interface Region {
  /** The region; that of the server's options when absent. */
  readonly region?: string
}

export class Places {
  private readonly caller: Caller
  private readonly region: string

  constructor(caller: Caller, region: string) {
    this.caller = caller
    this.region = region
  }

  regionOf = ({ region }: Region): string => region ?? this.region

  /** @param share its id, or its name where no other share of the region has it */
  shareId(share: string, region: Region): Promise<string> {
    return findShare((name, input) => this.caller.ask(name, input), this.regionOf(region), share)
  }
}
