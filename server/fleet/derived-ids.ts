/** Ids of things to which the file gives none: the same names give the same id, so applying twice finds them again. */
import { createHash } from 'node:crypto'

const digits = '0123456789'
const letters = 'abcdefghijklmnopqrstuvwxyz'

function derived(alphabet: string, length: number, names: readonly string[]): string {
  const digest = createHash('sha256').update(names.join('\u0000')).digest()
  return Array.from(digest.subarray(0, length), byte => alphabet[byte % alphabet.length]).join('')
}

/** 18 digits: RAM users and roles (ram.md 4.1). */
export const derivedPrincipalId = (...names: readonly string[]): string => `2${derived(digits, 17, names)}`

/** `g-` + 16 letters and digits. */
export const derivedGroupId = (...names: readonly string[]): string => `g-${derived(letters + digits, 16, names)}`

/** `LTAI` + 20 letters and digits. The id of a key is no secret; what is secret is never derived. */
export const derivedKeyId = (...names: readonly string[]): string =>
  `LTAI${derived(letters + letters.toUpperCase() + digits, 20, names)}`
