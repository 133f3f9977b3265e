/** Which server a command calls, and with which key: flags, then the variables official clients read, then the local store. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type OpenedStore, openDeskfleet } from '../../server/main.ts'
import { readEnvironment } from '../../server/settings/env.ts'
import type { Settings } from '../../server/settings/settings.ts'
import { readKeys } from '../../server/store/identity.ts'
import type { Target } from './client.ts'
import { CommandError } from './exit.ts'

export interface TargetOptions {
  readonly endpoint?: string
  readonly accessKeyId?: string
  readonly accessKeySecret?: string
  readonly securityToken?: string
  readonly secure?: boolean
}

/** The endpoint of a server with these settings, as its own machine reaches it. */
export const localEndpoint = ({ host, port }: Settings): string =>
  `${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`

export async function findTarget(options: TargetOptions, settings: Settings): Promise<Target> {
  const environment = readEnvironment()
  const endpoint = options.endpoint ?? environment.ALIBABA_CLOUD_ENDPOINT_ECD ?? localEndpoint(settings)
  if (/^https?:\/\//.test(endpoint)) {
    throw new CommandError(`The endpoint "${endpoint}" has a scheme; write host:port, and --secure for HTTPS.`)
  }
  const securityToken = options.securityToken ?? environment.ALIBABA_CLOUD_SECURITY_TOKEN
  const more = { endpoint, secure: options.secure ?? false, ...(securityToken ? { securityToken } : {}) }
  const accessKeyId = options.accessKeyId ?? environment.ALIBABA_CLOUD_ACCESS_KEY_ID
  const accessKeySecret = options.accessKeySecret ?? environment.ALIBABA_CLOUD_ACCESS_KEY_SECRET
  if (accessKeyId && accessKeySecret) return { ...more, accessKeyId, accessKeySecret }
  const root = await localRootKey(settings)
  if (root !== undefined) return { ...more, ...root }
  throw new CommandError(
    'No access key: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run beside the data directory.',
  )
}

/** Whoever may read the data directory owns the server; so the root's key is there for the taking. */
async function localRootKey(settings: Settings): Promise<Pick<Target, 'accessKeyId' | 'accessKeySecret'> | undefined> {
  if (!existsSync(settings.keyFile ?? join(settings.data, 'server.key'))) return undefined
  const opened = await openDeskfleet(settings)
  try {
    return await rootKey(opened)
  } finally {
    await opened.store.close()
  }
}

/** An active key of the root, with its secret. */
export async function rootKey({ store, keyring, provisioned }: OpenedStore) {
  for (const key of await readKeys(store, provisioned.rootAccountId)) {
    const secret = key.sealedSecret && keyring.secrets.open(key.sealedSecret, key.id)
    if (key.userName === undefined && key.status === 'Active' && secret !== undefined) {
      return { accessKeyId: key.id, accessKeySecret: secret }
    }
  }
  return undefined
}
