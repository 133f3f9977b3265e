/** All cases, and the running of them. */
import { type Case, type Profile, profiles, type Target } from './case.ts'
import { cases as formats } from './cases/formats.ts'
import { cases as paging } from './cases/paging.ts'
import { cases as refusals } from './cases/refusals.ts'
import { cases as regions } from './cases/regions.ts'
import { cases as replay } from './cases/replay.ts'
import { cases as shareLife } from './cases/share-life.ts'
import { cases as signatures } from './cases/signatures.ts'

export const families: Readonly<Record<string, readonly Case[]>> = {
  regions,
  signatures,
  replay,
  paging,
  refusals,
  formats,
  'share life': shareLife,
}

export interface Result {
  readonly family: string
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Why it failed or was skipped. */
  readonly reason?: string
}

/** Runs the cases of a profile, one after the other, and yields each result as soon as it is known. */
export async function* runSuite(target: Target, profile: Profile): AsyncGenerator<Result> {
  const deepest = profiles.indexOf(profile)
  for (const [family, cases] of Object.entries(families)) {
    for (const each of cases) {
      if (profiles.indexOf(each.profile) > deepest) continue
      yield { family, name: each.name, ...(await outcomeOf(each, target)) }
    }
  }
}

async function outcomeOf(each: Case, target: Target): Promise<Pick<Result, 'outcome' | 'reason'>> {
  const skipped = each.skip?.(target)
  if (skipped !== undefined) return { outcome: 'skipped', reason: skipped }
  try {
    await each.run(target)
    return { outcome: 'passed' }
  } catch (error) {
    return { outcome: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}
