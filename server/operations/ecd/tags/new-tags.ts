/** What tags may be that a call puts on something: the same for computers and for a new share (share-family.md 2.1). */
import { problem } from '../../../spec/problem.ts'

/** The gateway's pattern for a value that is not what it should be. */
export const tagInvalid = problem('InvalidTag', 400, 'Specified parameter Tag is not valid.')

const isReserved = (word: string): boolean => /^(aliyun|acs:)/i.test(word) || /https?:\/\//i.test(word)

/** Tags of a call by key; a value may be left out. @throws Problem InvalidTag */
export function readNewTags(tags: readonly { Key?: string; Value?: string }[]): Record<string, string> {
  const pairs: [string, string][] = tags.map(({ Key = '', Value = '' }) => [Key, Value])
  if (pairs.some(([key, value]) => key === '' || isReserved(key) || /https?:\/\//i.test(value))) throw tagInvalid()
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw tagInvalid()
  return Object.fromEntries(pairs)
}
