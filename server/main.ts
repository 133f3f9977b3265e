/** The only wiring: settings → store → services → listeners. Parts are handed in, never reached for. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { realClock } from './domain/clock.ts'
import { unpredictable } from './domain/ids.ts'
import { makeAuthorizer } from './http/authorize.ts'
import { generatedCertificate, readCertificate } from './http/certificate.ts'
import { type Listener, listen } from './http/listener.ts'
import { makePages } from './http/pages.ts'
import { makeResponder } from './http/respond.ts'
import { makeAuthenticator } from './identity/authenticate.ts'
import { Directory } from './identity/directory.ts'
import { type Keyring, openKeyring } from './identity/keyring.ts'
import { type Provisioned, provision } from './identity/provision.ts'
import { type Log, makeLog } from './observe/log.ts'
import { makeObserver } from './observe/observer.ts'
import type { Services } from './operations/context.ts'
import { SharePages } from './operations/ecd/shares/share-pages.ts'
import { startRetention } from './reconciler/retention.ts'
import type { Settings } from './settings/settings.ts'
import { PageTokens } from './store/paging.ts'
import { openStore, type Store } from './store/store.ts'

/** What works on the store without serving: the commands that apply, export and keep keys. */
export interface OpenedStore {
  readonly store: Store
  readonly keyring: Keyring
  readonly provisioned: Provisioned
}

/** Opens store and key file, and provisions the root account at the first start. */
export async function openDeskfleet(settings: Settings): Promise<OpenedStore> {
  const { data, databaseUrl, databasePool, rootAccessKeyId, rootAccessKeySecret } = settings
  const store = await openStore({
    dataDirectory: data,
    poolSize: databasePool,
    requestValidityMs: settings.requestValidity * 1000,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  })
  try {
    const keyring = openKeyring(settings.keyFile ?? join(data, 'server.key'))
    const wanted =
      rootAccessKeyId === undefined || rootAccessKeySecret === undefined
        ? undefined
        : { id: rootAccessKeyId, secret: rootAccessKeySecret }
    return { store, keyring, provisioned: await provision(store, keyring, wanted, realClock.now()) }
  } catch (error) {
    await store.close()
    throw error
  }
}

export interface RunningDeskfleet extends OpenedStore {
  readonly log: Log
  /** `127.0.0.1:8090`, as clients are told it. */
  readonly endpoint: string
  readonly tls?: { readonly endpoint: string; readonly certificateFile: string }
  /** Ends the answers under way, then everything else. */
  close(): Promise<void>
}

export interface ServeOptions {
  /** Answers that leave their shape fail instead of being sent. */
  readonly strictAnswers?: boolean
}

/** Serves. @throws when a port is taken, or what openDeskfleet throws */
export async function serveDeskfleet(settings: Settings, options: ServeOptions = {}): Promise<RunningDeskfleet> {
  const opened = await openDeskfleet(settings)
  const { store, keyring } = opened
  const log = makeLog(settings.logLevel)
  const observer = makeObserver(log)
  const listeners: Listener[] = []
  try {
    const authenticator = makeAuthenticator(new Directory(store, keyring), store.nonces, keyring, {
      validityMs: settings.requestValidity * 1000,
      publicHosts: settings.publicHosts,
    })
    const services: Services = {
      store,
      clock: realClock,
      ids: unpredictable,
      nudged: async () => undefined,
      tokens: new PageTokens(keyring.paging),
      pages: new SharePages(store, settings.pageCache),
      behaviour: { amountUnit: settings.amountUnit, strictNotFound: settings.strictNotFound },
    }
    const responder = makeResponder({
      authenticator,
      authorizer: makeAuthorizer(store, keyring.diagnostics),
      services,
      observer,
      realClock,
      limits: { bodyBytes: settings.bodyLimit, count: settings.parameterLimit, depth: 8 },
      ...(options.strictAnswers ? { checkAnswer: (await import('./spec/answer-check.ts')).checkAnswer } : {}),
    })
    const pages = await makePages({
      observer,
      ready: async () => void (await store.all('select 1', [])),
      catalogue: readCatalogue,
      publicMetrics: settings.publicMetrics,
    })
    const listenOn = async (port: number, tls?: { certificate: string; key: string }): Promise<string> => {
      const { host, bodyLimit, headerLimit } = settings
      const limits = { bodyLimitBytes: bodyLimit, headerLimitBytes: headerLimit }
      const listener = await listen({ host, port, ...limits, ...(tls === undefined ? {} : { tls }) }, responder, pages)
      listeners.push(listener)
      return endpointOf(host, listener)
    }
    const endpoint = await listenOn(settings.port)
    const tls = await listenWithTls(settings, listenOn)
    const stopRetention = startRetention(store, realClock, settings.deletedRetention, log)
    return {
      ...opened,
      log,
      endpoint,
      ...(tls === undefined ? {} : { tls }),
      async close() {
        await Promise.all(listeners.map(listener => listener.close()))
        await stopRetention()
        await store.close()
      },
    }
  } catch (error) {
    await Promise.all(listeners.map(listener => listener.close()))
    await store.close()
    throw error
  }
}

async function listenWithTls(
  settings: Settings,
  listenOn: (port: number, tls: { certificate: string; key: string }) => Promise<string>,
): Promise<RunningDeskfleet['tls']> {
  const { tlsPort, tlsCertificate, tlsKey, data, publicHosts } = settings
  if (tlsPort === undefined) return undefined
  const certificate =
    tlsCertificate === undefined || tlsKey === undefined
      ? await generatedCertificate(data, publicHosts)
      : readCertificate(tlsCertificate, tlsKey)
  return { endpoint: await listenOn(tlsPort, certificate), certificateFile: certificate.file }
}

/** Clients take an endpoint without a scheme (wire-protocol.md 5). */
function endpointOf(host: string, { port }: Listener): string {
  if (host === '0.0.0.0' || host === '::') return `127.0.0.1:${port}`
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The catalogue lies beside the sources, and beside the build. */
function readCatalogue(): unknown {
  for (const place of ['../catalogue/openapi.json', '../../catalogue/openapi.json']) {
    const url = new URL(place, import.meta.url)
    if (existsSync(url)) return JSON.parse(readFileSync(url, 'utf8')) as unknown
  }
  return {}
}
