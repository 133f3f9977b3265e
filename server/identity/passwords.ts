/** Logon passwords of RAM users: kept as scrypt hashes, each with its own salt and with the parameters it was made with. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** 2^15 rounds of 8 blocks take 32 MiB and about a tenth of a second, as is advised for interactive logons. */
const cost = 2 ** 15
const blockSize = 8
const parallelization = 1
const saltBytes = 16
const hashBytes = 32

/** Hashes that cost more were not made here, and would let whoever wrote them stop the server. */
const maxMemory = 128 * 2 ** 20

/**
 * The hash of a password, as text to be stored: `scrypt$<N>$<r>$<p>$<salt>$<hash>`, the last two in base64url.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const hash = await derive(password, salt, hashBytes, { cost, blockSize, parallelization })
  return ['scrypt', cost, blockSize, parallelization, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/**
 * Whether a password is the one of which the hash is kept. Takes as long when there is none, so that nobody learns by the
 * time of a refusal who has a password.
 *
 * @param kept what `hashPassword` gave, or undefined: nothing fits then
 */
export async function verifyPassword(password: string, kept: string | undefined): Promise<boolean> {
  const [kind, n, r, p, salt, hash, ...rest] = (kept ?? decoy).split('$')
  const expected = Buffer.from(hash ?? '', 'base64url')
  // An empty hash would equal that of every password.
  if (kind !== 'scrypt' || salt === undefined || expected.length < saltBytes || rest.length > 0) {
    throw new Error('A stored password is not a scrypt hash.')
  }
  const options = { cost: Number(n), blockSize: Number(r), parallelization: Number(p) }
  const actual = await derive(password, Buffer.from(salt, 'base64url'), expected.length, options)
  return timingSafeEqual(actual, expected) && kept !== undefined
}

const decoy = `scrypt$${cost}$${blockSize}$${parallelization}$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** One text in several Unicode forms is one password: keyboards differ in which they send. */
const derive = (password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, length, { ...options, maxmem: maxMemory }, (error, hash) => {
      if (error === null) resolve(hash)
      else reject(error)
    })
  })
