/** The parts of which there is one in the page: who is signed in, what the server can be asked, and the way to ask it. */
import { QueryClient } from '@tanstack/react-query'
import { type Catalogue, loadCatalogue, type OperationView } from './api/catalogue.ts'
import { makeClient } from './api/client.ts'
import { mayPass } from './api/failures.ts'
import { ConsoleSession } from './api/session.ts'

const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(path, init)

export const session = new ConsoleSession({ fetch: ask, now: () => Date.now() })

let catalogue: Promise<Catalogue> | undefined

/** Read once; a failure is not kept. */
export function theCatalogue(): Promise<Catalogue> {
  catalogue ??= loadCatalogue(() => ask('/catalogue/openapi.json')).catch((error: unknown) => {
    catalogue = undefined
    throw error
  })
  return catalogue
}

async function operationNamed(name: string): Promise<OperationView> {
  const view = (await theCatalogue()).find(name)
  if (view === undefined) throw new Error(`This server does not serve ${name}.`)
  return view
}

/** 128 random bits. Not `randomUUID`, which browsers have over HTTPS and on loopback only. */
const nonce = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('')

export const client = makeClient({
  session,
  fetch: ask,
  host: location.host,
  operation: operationNamed,
  nonce,
  stopwatch: () => performance.now(),
})

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => mayPass(error) && count < 2,
      refetchOnWindowFocus: false,
      // The server may well be on this very machine, so whether the machine is on-line says nothing.
      networkMode: 'always',
      staleTime: 1000,
    },
  },
})

/** What one identity has read is nobody else's. */
let owner: string | undefined
session.watch(() => {
  const next = session.current?.principal.arn
  if (next !== owner) queries.clear()
  owner = next
})
