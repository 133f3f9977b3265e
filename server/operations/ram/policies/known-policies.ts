/** The policies an account can attach: its own and the system's, looked up and told in one way. */
import { SYSTEM_POLICIES, systemPoliciesSince, systemPolicyVersion } from '../../../policy/index.ts'
import type { Connection } from '../../../store/database.ts'
import type { Attachment } from '../../../store/identity.ts'
import {
  type CustomPolicy,
  findCustomPolicy,
  type PolicyVersion,
  readCustomPolicies,
  readPolicyVersions,
} from '../../../store/ram-policies.ts'
import { policyNotFound, versionNotFound } from '../problems.ts'

export type PolicyType = Attachment['policyType']

export type KnownPolicy = Omit<CustomPolicy, 'accountId' | 'nextVersion'> & { readonly policyType: PolicyType }

const custom = (policy: CustomPolicy): KnownPolicy => ({ ...policy, policyType: 'Custom' })

function systemPolicy(name: string): KnownPolicy | undefined {
  const policy = SYSTEM_POLICIES.get(name)
  return (
    policy && {
      policyType: 'System',
      name,
      description: policy.description,
      defaultVersion: systemPolicyVersion,
      createdAt: systemPoliciesSince,
      updatedAt: systemPoliciesSince,
      tags: {},
    }
  )
}

/** All policies of a type, or of both: the system's first. */
export async function readKnownPolicies(
  connection: Connection,
  accountId: string,
  policyType: PolicyType | undefined,
): Promise<KnownPolicy[]> {
  const system = policyType === 'Custom' ? [] : [...SYSTEM_POLICIES.keys()].flatMap(name => systemPolicy(name) ?? [])
  const own = policyType === 'System' ? [] : await readCustomPolicies(connection, accountId)
  return [...system, ...own.map(custom)]
}

export async function findKnownPolicy(
  connection: Connection,
  accountId: string,
  policyType: PolicyType,
  name: string,
): Promise<KnownPolicy | undefined> {
  if (policyType === 'System') return systemPolicy(name)
  const policy = await findCustomPolicy(connection, accountId, name)
  return policy && custom(policy)
}

/** @throws Problem EntityNotExist.Policy */
export async function knownPolicy(
  connection: Connection,
  accountId: string,
  policyType: PolicyType,
  name: string,
): Promise<KnownPolicy> {
  const policy = await findKnownPolicy(connection, accountId, policyType, name)
  if (policy === undefined) throw policyNotFound()
  return policy
}

/** @throws Problem EntityNotExist.Policy */
export async function customPolicy(connection: Connection, accountId: string, name: string): Promise<CustomPolicy> {
  const policy = await findCustomPolicy(connection, accountId, name)
  if (policy === undefined) throw policyNotFound()
  return policy
}

/** The versions of a policy, the oldest first. */
export async function versionsOf(
  connection: Connection,
  accountId: string,
  { policyType, name, createdAt }: KnownPolicy,
): Promise<PolicyVersion[]> {
  if (policyType === 'Custom') return readPolicyVersions(connection, accountId, name)
  const document = JSON.stringify(SYSTEM_POLICIES.get(name)?.document, undefined, 2)
  return [{ version: systemPolicyVersion, document, createdAt }]
}

/** @throws Problem EntityNotExist.Policy.Version */
export function versionAmong(versions: readonly PolicyVersion[], id: string): PolicyVersion {
  const found = versions.find(({ version }) => version === id)
  if (found === undefined) throw versionNotFound()
  return found
}
