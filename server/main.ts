/** The only wiring: settings → store → services → listeners. Parts are handed in, never reached for. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeMeters } from './billing/meter.ts'
import { openPrices } from './billing/price-files.ts'
import type { Prices } from './billing/price-list.ts'
import { type Clock, realClock } from './domain/clock.ts'
import { type Ids, seededIds, unpredictable } from './domain/ids.ts'
import type { CallRates } from './domain/rates.ts'
import type { FleetReport } from './fleet/apply.ts'
import { makeAuditor } from './http/audit-record.ts'
import { makeAuthorizer } from './http/authorize.ts'
import { generatedCertificate, readCertificate } from './http/certificate.ts'
import { makeConsoleSessions } from './http/console/sessions.ts'
import { type Listener, listen } from './http/listener.ts'
import { makePages } from './http/pages.ts'
import { makeRateLimits } from './http/rate-limits.ts'
import { makeResponder } from './http/respond.ts'
import { makeReadSource } from './http/source.ts'
import { makeAuthenticator } from './identity/authenticate.ts'
import { Directory } from './identity/directory.ts'
import { type Keyring, openKeyring } from './identity/keyring.ts'
import { type Provisioned, provision } from './identity/provision.ts'
import { type Log, makeLog } from './observe/log.ts'
import { makeObserver } from './observe/observer.ts'
import type { Services } from './operations/context.ts'
import { FaultBook } from './operations/deskfleet/faults/fault-book.ts'
import { ExportLinks } from './operations/ecd/shares/export-links.ts'
import { SharePages } from './operations/ecd/shares/share-pages.ts'
import { makeShareSheet } from './operations/ecd/shares/share-sheet.ts'
import { operationNamed } from './operations/registry.ts'
import { SimulatedProvider } from './providers/simulated/simulated.ts'
import { Reconciler } from './reconciler/reconciler.ts'
import { VirtualClock } from './reconciler/virtual-clock.ts'
import { readProxies, readRates } from './settings/guarding.ts'
import { readClock, readDurations } from './settings/living.ts'
import { type Settings, SettingsError } from './settings/settings.ts'
import { readAccounts } from './store/accounts.ts'
import { AuditWriter } from './store/audit-writer.ts'
import { readBacklog } from './store/due-work.ts'
import { PageTokens } from './store/paging.ts'
import { openStore, type Store } from './store/store.ts'

/** What works on the store without serving: the commands that apply, export and keep keys. */
export interface OpenedStore {
  readonly store: Store
  readonly keyring: Keyring
  readonly prices: Prices
  readonly provisioned: Provisioned
  /** By which desktops live: real, or virtual. */
  readonly clock: Clock
  readonly ids: Ids
}

/** Opens store and key file, and provisions the root account at the first start. */
export async function openDeskfleet(settings: Settings): Promise<OpenedStore> {
  const { data, databaseUrl, databasePool, rootAccessKeyId, rootAccessKeySecret } = settings
  const prices = openPriceLists(settings)
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
    const start = readClock(settings.clock)
    const clock = start === undefined ? realClock : await VirtualClock.open(store, start)
    const ids = settings.randomSeed === undefined ? unpredictable : seededIds(settings.randomSeed)
    const provisioned = await provision(store, keyring, wanted, clock.now(), ids, settings.accessMode)
    return { store, keyring, prices, provisioned, clock, ids }
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
  /** Something was written beside the operations: as Services.nudged. */
  nudged(): Promise<void>
  /** Ends the answers under way, then everything else. */
  close(): Promise<void>
}

export interface ServeOptions {
  /** Answers that leave their shape fail instead of being sent. */
  readonly strictAnswers?: boolean
  /** How long the reconciler's work may take before another server takes it over; for tests that kill servers. */
  readonly leaseMs?: number
  /** Where the console was built, if not where it always is; for tests. */
  readonly consoleDirectory?: string
}

/** Serves. @throws when a port is taken, or what openDeskfleet throws */
export async function serveDeskfleet(settings: Settings, options: ServeOptions = {}): Promise<RunningDeskfleet> {
  const opened = await openDeskfleet(settings)
  const { store, keyring, prices, clock, ids } = opened
  const log = makeLog(settings.logLevel)
  const observer = makeObserver(log)
  const trail = new AuditWriter({ store, clock: realClock, retentionDays: settings.auditRetention, watch: observer })
  const listeners: Listener[] = []
  try {
    for (const { currency } of await readAccounts(store)) prices.check(currency)
    const directory = new Directory(store, keyring)
    const authenticator = makeAuthenticator(directory, store.nonces, keyring, {
      validityMs: settings.requestValidity * 1000,
      publicHosts: settings.publicHosts,
    })
    const meters = makeMeters(prices)
    const provider = new SimulatedProvider(store, readDurations(settings.simulatedDurations))
    const deletedRetentionDays = settings.deletedRetention
    const reconciler = new Reconciler({
      store,
      provider,
      ids,
      meters,
      clock,
      log,
      deletedRetentionDays,
      told: observer.passFinished,
      ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
    })
    observer.watchBacklog(async () => {
      const now = clock.now()
      const { waiting, oldestDueAt = now } = await readBacklog(store, now)
      return { waiting, oldestAgeMs: now - oldestDueAt }
    })
    const turns = turning(reconciler, clock)
    const services: Services = {
      store,
      clock,
      ids,
      meters,
      ...turns,
      loops: () => reconciler.statuses,
      rootAccountId: opened.provisioned.rootAccountId,
      faults: new FaultBook(name => operationNamed(name)?.name === name),
      audit: trail,
      directory,
      keyring,
      tokens: new PageTokens(keyring.paging),
      ticketKey: keyring.tickets,
      pages: new SharePages(store, settings.pageCache),
      exports: new ExportLinks(keyring.links, realClock),
      prices,
      behaviour: { amountUnit: settings.amountUnit, strictNotFound: settings.strictNotFound },
    }
    const responder = makeResponder({
      authenticator,
      authorizer: makeAuthorizer(store, keyring.diagnostics),
      services,
      observer,
      audit: makeAuditor({ trail, directory, keyring, clock: realClock, watch: observer }),
      realClock,
      rateLimits: makeRateLimits(readKnownRates(settings)),
      limits: { bodyBytes: settings.bodyLimit, count: settings.parameterLimit, depth: 8 },
      ...(options.strictAnswers ? { checkAnswer: (await import('./spec/answer-check.ts')).checkAnswer } : {}),
    })
    const readSource = makeReadSource(readProxies(settings.trustedProxies))
    const pages = await makePages({
      observer,
      ready: async () => void (await store.all('select 1', [])),
      catalogue: readCatalogue,
      exportQuery: path => services.exports.read(path),
      exportedFile: query => makeShareSheet(services, query),
      publicMetrics: settings.publicMetrics,
      readSource,
      console: {
        sessions: makeConsoleSessions({ store, directory, keyring, trail, observer, realClock, clock }),
        directory: options.consoleDirectory ?? builtConsole(),
        publicHosts: settings.publicHosts,
      },
    })
    const listenOn = async (port: number, tls?: { certificate: string; key: string }): Promise<string> => {
      const { host, bodyLimit, headerLimit } = settings
      const limits = { bodyLimitBytes: bodyLimit, headerLimitBytes: headerLimit, readSource }
      const listener = await listen({ host, port, ...limits, ...(tls === undefined ? {} : { tls }) }, responder, pages)
      listeners.push(listener)
      return endpointOf(host, listener)
    }
    const endpoint = await listenOn(settings.port)
    const tls = await listenWithTls(settings, listenOn)
    if (clock instanceof VirtualClock) await reconciler.takeOver()
    else reconciler.start()
    return {
      ...opened,
      log,
      endpoint,
      ...(tls === undefined ? {} : { tls }),
      nudged: turns.nudged,
      async close() {
        await Promise.all(listeners.map(listener => listener.close()))
        await reconciler.stop()
        await trail.close()
        await store.close()
      },
    }
  } catch (error) {
    await Promise.all(listeners.map(listener => listener.close()))
    await trail.close()
    await store.close()
    throw error
  }
}

/**
 * Applies a fleet file. What it describes lives from then on: a running server begins at once, another process's when
 * it looks next.
 *
 * @param file the name under which faults are told
 * @throws FleetFileError
 */
export async function applyFleetText(
  opened: OpenedStore & Partial<Pick<RunningDeskfleet, 'nudged'>>,
  text: string,
  file: string,
): Promise<FleetReport> {
  // Loaded only here: a server that is already filled needs no fleet file.
  const { readFleet } = await import('./fleet/read.ts')
  const { applyFleet } = await import('./fleet/apply.ts')
  const { store, keyring, provisioned, prices, clock } = opened
  const { rootAccountId } = provisioned
  const report = await applyFleet(store, keyring, readFleet(text, file), { now: clock.now(), rootAccountId, prices })
  await opened.nudged?.()
  return report
}

/** How the reconciler hears of what operations did: it is woken, or, with a virtual clock, waited for. */
function turning(reconciler: Reconciler, clock: Clock): Pick<Services, 'nudged' | 'advance' | 'afterStateReplaced'> {
  if (!(clock instanceof VirtualClock)) {
    const nudged = async (): Promise<void> => reconciler.nudge()
    return { nudged, afterStateReplaced: nudged }
  }
  const nudged = async (): Promise<void> => void (await reconciler.drain(clock.now()))
  return {
    nudged,
    advance: until => reconciler.advance(clock, until),
    async afterStateReplaced() {
      await clock.refresh()
      await nudged()
    },
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

/** @throws SettingsError when a rate is of an operation there is not */
function readKnownRates({ rateLimits }: Settings): CallRates {
  const rates = readRates(rateLimits)
  const stranger = [...rates.operations.keys()].find(name => operationNamed(name)?.name !== name)
  if (stranger === undefined) return rates
  throw new SettingsError(
    `rate-limits: there is no operation "${stranger}"; write one as in docs/reference, letter case included, account or *.`,
  )
}

/**
 * The price lists lie beside the sources, and beside the build.
 *
 * @throws PriceListError when a file of the setting cannot be used
 */
function openPriceLists({ prices }: Settings): Prices {
  const places = ['../prices/', '../../prices/'].map(place => fileURLToPath(new URL(place, import.meta.url)))
  return openPrices({ directory: places.find(existsSync) ?? '', files: prices })
}

/** The catalogue lies beside the sources, and beside the build. */
function readCatalogue(file: 'openapi.json' | 'postman.json'): unknown {
  for (const place of ['../catalogue/', '../../catalogue/']) {
    const url = new URL(place + file, import.meta.url)
    if (existsSync(url)) return JSON.parse(readFileSync(url, 'utf8')) as unknown
  }
  return {}
}

/** The console is built into dist/console, which lies beside a built server; its sources never are what is served. */
const builtConsole = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/console/' : '../console/', import.meta.url))
