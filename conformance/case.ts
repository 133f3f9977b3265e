/** What a case of the suite is, and what it may use: a server it knows nothing of but its address and a key. */
import assert from 'node:assert/strict'
import { type Answer, call, type Key, type Request } from './client.ts'

/** Each profile holds the one before. */
export const profiles = ['smoke', 'wire', 'full'] as const
export type Profile = (typeof profiles)[number]

export interface Target {
  /** An origin such as `http://127.0.0.1:8090`. */
  readonly endpoint: string
  readonly key: Key
  readonly region: string
  /** The id of a share with at least two computers. */
  readonly share?: string
  /** The suite may make shares, networks, policies and users, and deletes them again. */
  readonly writes?: boolean
  /** PEM of the authority that signed the server's certificate. */
  readonly ca?: string
}

export interface Case {
  /** Says what holds, as a sentence about the server. */
  readonly name: string
  readonly profile: Profile
  /** Why the case cannot be run against this target; absent: it always can. */
  readonly skip?: (target: Target) => string | undefined
  run(target: Target): Promise<void>
}

export const version = '2020-09-30'

export type Json = Readonly<Record<string, unknown>>

/** A call of this product with the target's key; everything can be changed. */
export const ask = (target: Target, changes: Partial<Request> = {}): Promise<Answer> =>
  call({
    endpoint: target.endpoint,
    key: target.key,
    ca: target.ca,
    action: 'DescribeRegions',
    version,
    params: { RegionId: target.region },
    ...changes,
  })

/** The answer's JSON object, whatever its status. */
export function objectOf({ json, text, status }: Answer): Json {
  assert.ok(typeof json === 'object' && json !== null && !Array.isArray(json), `${status}: not a JSON object: ${text}`)
  return json as Json
}

/** The answer to a call that was done. */
export function doneOf(answer: Answer): Json {
  const value = objectOf(answer)
  assert.equal(answer.status, 200, `${value.Code}: ${value.Message}`)
  checkRequestId(answer, value)
  return value
}

/** The answer to a call that was refused, with this code and status. */
export function refusalOf(answer: Answer, code: string, status: number): Json {
  const value = objectOf(answer)
  assert.equal(value.Code, code)
  assert.equal(answer.status, status)
  for (const name of ['RequestId', 'HostId', 'Code', 'Message', 'Recommend']) {
    assert.equal(typeof value[name], 'string', `${name} of a refusal is a text.`)
  }
  checkRequestId(answer, value)
  return value
}

function checkRequestId({ headers }: Answer, { RequestId }: Json): void {
  assert.match(String(RequestId), /^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[0-9A-F]{4}-[0-9A-F]{12}$/)
  assert.equal(headers['x-acs-request-id'], RequestId)
}

export const withoutWrites = ({ writes }: Target): string | undefined =>
  writes === true ? undefined : 'allow it with --writes'

export const withoutShare = ({ share }: Target): string | undefined =>
  share === undefined ? 'name a share with --share' : undefined
