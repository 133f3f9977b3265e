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

/** The trust policy of a role as the evaluator takes it; none when it trusts nobody. */
export interface Trust {
  readonly roleId: string
  readonly policies: readonly AttachedPolicy[]
}

/** Undefined when there is no such role. */
export async function trustOf(connection: Connection, { accountId, roleName }: NamedRole): Promise<Trust | undefined> {
  const role = await findRole(connection, accountId, roleName)
  if (role === undefined) return undefined
  const { roleId } = role
  try {
    const document = parsePolicyDocument(role.trustPolicy, 'trust', { unknownOperators: 'fail-closed' })
    return { roleId, policies: [{ kind: 'TrustPolicy', attachedTo: roleName, document }] }
  } catch (error) {
    // A trust policy that cannot be read trusts nobody.
    if (error instanceof MalformedPolicyDocument) return { roleId, policies: [] }
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
