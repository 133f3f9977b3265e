/** The console's page in a browser, as far as signing in goes: it sends what the page sends, and keeps the cookie. */
import assert from 'node:assert/strict'
import { call, type Key } from '../../conformance/client.ts'
import { hashPassword } from '../identity/passwords.ts'
import { findUser } from '../store/identity.ts'
import { type LoginProfile, putLoginProfile } from '../store/ram-people.ts'
import { rootKeyOf } from './callers.ts'
import type { TestServer } from './server.ts'

export interface SignedIn {
  readonly accountId: string
  readonly principal: { readonly type: string; readonly name: string; readonly arn: string }
  readonly expiresAt: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly accessKeySecret: string
    readonly securityToken: string
    readonly expiration: string
  }
}

export interface ConsoleReply {
  readonly status: number
  readonly headers: Headers
  /** The parsed body; undefined when there is none. */
  readonly json: unknown
  readonly code: string | undefined
}

type Changes = Readonly<Record<string, string | undefined>>

export class ConsoleClient {
  readonly origin: string
  cookie: string | undefined

  constructor({ endpoint }: Pick<TestServer, 'endpoint'>) {
    this.origin = `http://${endpoint}`
  }

  async send(method: string, body?: unknown, changes: Changes = {}): Promise<ConsoleReply> {
    const headers: Changes = {
      'x-deskfleet-console': '1',
      origin: this.origin,
      'content-type': body === undefined ? undefined : 'application/json',
      cookie: this.cookie,
      ...changes,
    }
    const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    )
    const reply = await fetch(`${this.origin}/console/session`, {
      method,
      headers: given,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const [cookie] = reply.headers.getSetCookie()
    if (cookie !== undefined) this.cookie = /Max-Age=0\b/.test(cookie) ? undefined : cookie.split(';', 1)[0]
    const text = await reply.text()
    const json = text === '' ? undefined : (JSON.parse(text) as { code?: string })
    return { status: reply.status, headers: reply.headers, json, code: json?.code }
  }

  /** Signs in, and fails when that is refused. */
  async signIn(body: object): Promise<SignedIn> {
    return told(await this.send('POST', body))
  }

  /** Who is signed in, with fresh keys. */
  async current(): Promise<SignedIn> {
    return told(await this.send('GET'))
  }
}

function told(reply: ConsoleReply): SignedIn {
  assert.equal(reply.status, 200, JSON.stringify(reply.json))
  return reply.json as SignedIn
}

export const keyOfSession = ({ credentials }: SignedIn): Key & { readonly securityToken: string } => {
  const { accessKeyId, accessKeySecret, securityToken } = credentials
  return { accessKeyId, accessKeySecret, securityToken }
}

/** Lets a user that exists sign in with a password. */
export async function addPassword(
  server: TestServer,
  userName: string,
  password: string,
  more: Partial<LoginProfile> = {},
): Promise<void> {
  const accountId = server.provisioned.rootAccountId
  const passwordHash = await hashPassword(password)
  await server.store.transaction(Date.now(), async tx => {
    assert.ok((await findUser(tx, accountId, userName)) !== undefined)
    await putLoginProfile(tx, {
      accountId,
      userName,
      passwordHash,
      passwordResetRequired: false,
      mfaBindRequired: false,
      createdAt: tx.now,
      ...more,
    })
  })
}

const versions = {
  ecd: '2020-09-30',
  'eds-user': '2021-03-08',
  ram: '2015-05-01',
  sts: '2015-04-01',
  deskfleet: '2026-11-24',
}

export interface Called {
  readonly status: number
  readonly code: string | undefined
  readonly json: Readonly<Record<string, unknown>>
}

/** A signed call of any product; with the root's key unless told otherwise. */
export async function callProduct(
  server: TestServer,
  product: keyof typeof versions,
  action: string,
  params: Readonly<Record<string, string>> = {},
  { key = rootKeyOf(server), signature = 'V3' }: { key?: Key; signature?: 'V1' | 'V3' } = {},
): Promise<Called> {
  const endpoint = `http://${server.endpoint}`
  const answer = await call({ endpoint, action, version: versions[product], params, key, signature, place: 'form' })
  const json = (answer.json ?? {}) as Readonly<Record<string, unknown>>
  return { status: answer.status, code: json.Code as string | undefined, json }
}
