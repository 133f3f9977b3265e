/**
 * Page tokens: opaque, 32 hexadecimal digits like the vendor's, bound to account, operation and query, not to be forged.
 *
 * A token is one AES block: seven bytes that say where the next page starts, nine bytes of a keyed hash over what the
 * token is for. A block cipher under a secret key turns any other sixteen bytes into noise, which passes the nine bytes
 * with a chance of 2^-72. There is nothing to store, and every server that has the key can read it.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'

/** Where a page starts: after this place. `rank` orders before `sequence`. */
export interface Cursor {
  readonly rank: number
  readonly sequence: number
}

/** What a token is for. */
export interface Paged {
  readonly accountId: string
  readonly operation: string
  /** The filters of the query; page size and token are not part of it. */
  readonly query: Readonly<Record<string, unknown>>
}

const cursorBytes = 7
const proofBytes = 9
const rankUnit = 2 ** 29

export class PageTokens {
  private readonly cipherKey: KeyObject
  private readonly proofKey: KeyObject

  /** @param key 64 secret bytes that all servers of one store share */
  constructor(key: Buffer) {
    this.cipherKey = createSecretKey(key.subarray(0, 32))
    this.proofKey = createSecretKey(key.subarray(32, 64))
  }

  issue(paged: Paged, { rank, sequence }: Cursor): string {
    const block = Buffer.alloc(cursorBytes + proofBytes)
    // The rank in the first three bits, the sequence in the 53 below.
    block.writeUInt32BE(rank * rankUnit + Math.floor(sequence / 2 ** 24), 0)
    block.writeUIntBE(sequence % 2 ** 24, 4, 3)
    this.proof(paged, block.subarray(0, cursorBytes)).copy(block, cursorBytes)
    const cipher = createCipheriv('aes-256-ecb', this.cipherKey, null).setAutoPadding(false)
    return cipher.update(block).toString('hex')
  }

  /** The place a token stands for; undefined when it is not one of ours, or was issued for something else. */
  read(paged: Paged, token: string): Cursor | undefined {
    if (!/^[0-9a-f]{32}$/.test(token)) return undefined
    const decipher = createDecipheriv('aes-256-ecb', this.cipherKey, null).setAutoPadding(false)
    const block = decipher.update(Buffer.from(token, 'hex'))
    const place = block.subarray(0, cursorBytes)
    if (!timingSafeEqual(this.proof(paged, place), block.subarray(cursorBytes))) return undefined
    const upper = place.readUInt32BE(0)
    return {
      rank: Math.floor(upper / rankUnit),
      sequence: (upper % rankUnit) * 2 ** 24 + place.readUIntBE(4, 3),
    }
  }

  private proof({ accountId, operation, query }: Paged, place: Buffer): Buffer {
    const names = Object.keys(query).sort()
    const filters = JSON.stringify(names.map(name => [name, query[name]]))
    const mac = createHmac('sha256', this.proofKey).update(`${accountId}\n${operation}\n${filters}\n`)
    return mac.update(place).digest().subarray(0, proofBytes)
  }
}
