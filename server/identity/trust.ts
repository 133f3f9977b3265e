/** Whom roles trust: what has to allow AssumeRole beside the caller's own policies (ram.md 1.6, 4.2). */
import { type AttachedPolicy, MalformedPolicyDocument, parsePolicyDocument } from '../policy/index.ts'
import type { Connection } from '../store/database.ts'
import { findRole } from '../store/ram-roles.ts'

export interface NamedRole {
  readonly accountId: string
  readonly roleName: string
}

/** The role that `acs:ram::<account>:role/<name>` names; undefined when the text is no such name. */
export function roleNamedBy(arn: string): NamedRole | undefined {
  const [, accountId, roleName] = /^acs:ram::(\d{1,32}):role\/([A-Za-z0-9._-]{1,64})$/.exec(arn) ?? []
  return accountId === undefined || roleName === undefined ? undefined : { accountId, roleName }
}

/** The trust policy of a role as the evaluator takes it; `exists` tells a role that trusts nobody from none at all. */
export interface Trust {
  readonly exists: boolean
  readonly policies: readonly AttachedPolicy[]
}

export async function trustOf(connection: Connection, { accountId, roleName }: NamedRole): Promise<Trust> {
  const role = await findRole(connection, accountId, roleName)
  if (role === undefined) return { exists: false, policies: [] }
  try {
    const document = parsePolicyDocument(role.trustPolicy, 'trust', { unknownOperators: 'fail-closed' })
    return { exists: true, policies: [{ kind: 'TrustPolicy', attachedTo: roleName, document }] }
  } catch (error) {
    // A trust policy that cannot be read trusts nobody.
    if (error instanceof MalformedPolicyDocument) return { exists: true, policies: [] }
    throw error
  }
}

/** A trust policy that agrees to every identity of an account, so that the caller's own policies alone decide. */
export const trustingAll = (accountId: string): AttachedPolicy => ({
  kind: 'TrustPolicy',
  document: parsePolicyDocument(
    {
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${accountId}:root`] } }],
    },
    'trust',
  ),
})
