/**
 * The server key: 32 random bytes in a file of mode 600, from which the keys for secrets at rest, page tokens, security
 * tokens, diagnostic messages and links are derived. Several servers of one store need the same file.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** The key file cannot be used: names the file and the repair. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError'
}

const ivBytes = 12
const tagBytes = 16

/** Seals small secrets with AES-256-GCM. `bound` ties a sealed value to what it belongs to. */
export class Sealer {
  private readonly key: Buffer

  constructor(key: Buffer) {
    this.key = key
  }

  seal(text: string, bound: string): Buffer {
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(bound))
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  }

  /** Undefined when the value was not sealed by this key for this purpose. */
  open(sealed: Uint8Array, bound: string): string | undefined {
    if (sealed.length < ivBytes + tagBytes) return undefined
    const bytes = Buffer.from(sealed)
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, ivBytes))
      .setAAD(Buffer.from(bound))
      .setAuthTag(bytes.subarray(bytes.length - tagBytes))
    try {
      return (
        decipher.update(bytes.subarray(ivBytes, bytes.length - tagBytes), undefined, 'utf8') + decipher.final('utf8')
      )
    } catch {
      return undefined
    }
  }
}

export class Keyring {
  readonly secrets: Sealer
  readonly tokens: Sealer
  readonly diagnostics: Sealer
  readonly links: Sealer
  /** For the cookies of console sessions. */
  readonly console: Sealer
  /** 64 bytes for page tokens. */
  readonly paging: Buffer
  /** 32 bytes for the seals of connection tickets. */
  readonly tickets: Buffer
  /** Tells one key file from another without giving anything away. */
  readonly fingerprint: string

  constructor(master: Buffer) {
    const derive = (purpose: string, length: number) =>
      Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `deskfleet ${purpose}`, length))
    this.secrets = new Sealer(derive('secrets at rest', 32))
    this.tokens = new Sealer(derive('security tokens', 32))
    this.diagnostics = new Sealer(derive('diagnostic messages', 32))
    this.links = new Sealer(derive('links', 32))
    this.console = new Sealer(derive('console sessions', 32))
    this.paging = derive('page tokens', 64)
    this.tickets = derive('connection tickets', 32)
    this.fingerprint = derive('fingerprint', 16).toString('hex')
  }
}

/**
 * Reads the key file; makes it when absent.
 *
 * @throws KeyFileError when others may read it or it does not hold a key
 */
export function openKeyring(file: string): Keyring {
  if (!existsSync(file)) writeNewKey(file)
  const { mode } = statSync(file)
  if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
    throw new KeyFileError(`The key file ${file} has mode ${(mode & 0o777).toString(8)}; run: chmod 600 ${file}`)
  }
  const text = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new KeyFileError(
      `The key file ${file} does not hold 64 hexadecimal digits; restore it from a backup. ` +
        'Without it the access keys in the store cannot be opened.',
    )
  }
  return new Keyring(Buffer.from(text, 'hex'))
}

/** Written beside and linked into place, so that nobody ever reads half a key. */
function writeNewKey(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, `${randomBytes(32).toString('hex')}\n`)
    fsyncSync(handle)
    linkSync(draft, file)
  } catch (error) {
    // Another server that starts at the same moment was faster; its key is as good.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    closeSync(handle)
    unlinkSync(draft)
  }
}
