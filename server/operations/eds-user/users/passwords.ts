/** Passwords of end users: which are strong enough, and how they are kept so that nobody can read them back. */
import { randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt)

/** 16 MiB and some tens of milliseconds a guess. */
const cost = { N: 2 ** 14, r: 8, p: 1 }

const shortest = 10
/** The schema's limit for the password of a whole call; of a user's own the vendor says none. */
export const longest = 256
const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]

/** At least 10 characters, of three of the four kinds: lower case, upper case, digits, others (share-family.md 2.6). */
export function isStrong(password: string): boolean {
  const { length } = [...password]
  return length >= shortest && length <= longest && kinds.filter(kind => kind.test(password)).length >= 3
}

/** `scrypt$N$r$p$salt$key` with a fresh salt, so that equal passwords do not look equal. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password.normalize('NFC'), salt, 32, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$')
}

/** Half of the threads Node has for such work, so that a long list of users keeps nobody else waiting. */
const atOnce = 2

/** Passwords by user → hashes by user. */
export async function hashPasswords(passwords: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const waiting = [...passwords]
  const hashes = new Map<string, string>()
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [user, password] = next
      hashes.set(user, await hashPassword(password))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return hashes
}
