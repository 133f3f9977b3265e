/** Roles that are assumed in tests, over HTTP as clients do. */
import assert from 'node:assert/strict'
import { type Answer, call, type Key } from '../../conformance/client.ts'
import type { Params } from '../../conformance/signer.ts'
import type { TestServer } from './server.ts'

/** A trust policy of one statement that names these principals of RAM. */
export const trusting = (...RAM: readonly string[]): string => trustPolicy({ RAM })

export const trustPolicy = (Principal: object, more: object = {}): string =>
  JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...more }],
  })

export const stsVersion = '2015-04-01'

type Signature = 'V1' | 'V3'

export const askSts = (
  server: Pick<TestServer, 'endpoint'>,
  action: string,
  key: Key,
  params: Params = {},
  signature: Signature = 'V3',
): Promise<Answer> =>
  call({ endpoint: `http://${server.endpoint}`, action, version: stsVersion, params, key, signature })

export interface Assumed {
  readonly RequestId: string
  readonly Credentials: {
    readonly AccessKeyId: string
    readonly AccessKeySecret: string
    readonly SecurityToken: string
    readonly Expiration: string
  }
  readonly AssumedRoleUser: { readonly Arn: string; readonly AssumedRoleId: string }
}

/** Assumes a role, and fails when that is refused. */
export async function assume(
  server: Pick<TestServer, 'endpoint'>,
  key: Key,
  RoleArn: string,
  params: Params = {},
  signature: Signature = 'V3',
): Promise<Assumed> {
  const answer = await askSts(server, 'AssumeRole', key, { RoleArn, RoleSessionName: 'tests', ...params }, signature)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Assumed
}

/** The temporary keys of an answer, as the conformance client takes them. */
export const keyOf = ({ Credentials }: Assumed): Key & { readonly securityToken: string } => ({
  accessKeyId: Credentials.AccessKeyId,
  accessKeySecret: Credentials.AccessKeySecret,
  securityToken: Credentials.SecurityToken,
})
