/** In an account whose policies only warn: how an answer says that it would have been a refusal. */
import type { Answer } from '../wire/answer.ts'
import type { Ruling } from './authorize.ts'

/** `ecd:DeleteDesktops ImplicitDeny`: the action, and why it would have been refused. */
export const wouldRefuseHeader = 'x-deskfleet-would-refuse'

/** The answer as it leaves, with the header when its call went on against the policies. */
export function withWarning(answer: Answer, action: string | undefined, ruling: Ruling | undefined): Answer {
  if (action === undefined || ruling?.refusal === undefined || !ruling.goesOn) return answer
  return { ...answer, headers: { ...answer.headers, [wouldRefuseHeader]: `${action} ${ruling.effect}` } }
}
