/** Policies as they are attached, and which of them have a say in a given request (ram.md 1.6). */

import type { PolicyDocument } from './document.ts'
import type { AccessRequest, Principal } from './request.ts'

export type PolicyKind = 'UserPolicy' | 'GroupPolicy' | 'RolePolicy' | 'SessionPolicy' | 'TrustPolicy' | 'ControlPolicy'

/** A policy together with what it is attached to. */
export interface AttachedPolicy {
  readonly kind: PolicyKind
  readonly policyType?: 'Custom' | 'System'
  readonly policyName?: string
  readonly policyVersion?: string
  /** Of a control policy: the id it goes by beside its name. */
  readonly policyId?: string
  /**
   * The name of the user, group or role it is attached to. Policies of others are left out of the walk, so a caller may
   * hand in more than applies; a policy without this name counts as chosen by the caller.
   */
  readonly attachedTo?: string
  /** For control policies: the level, `member`, `root`, or anything else for a folder, one text per folder. */
  readonly node?: string
  /** For identity policies: the resource group the attachment is limited to. Absent: account-wide. */
  readonly resourceGroup?: string
  readonly document: PolicyDocument
}

/** The attached policies, sorted into the sets of which each gives one verdict. */
export interface PolicySets {
  /** One entry per level of the resource directory, from the member upwards. */
  readonly control: ReadonlyMap<string, readonly AttachedPolicy[]>
  readonly session: readonly AttachedPolicy[]
  readonly accountWide: readonly AttachedPolicy[]
  readonly groupLevel: readonly AttachedPolicy[]
  readonly trust: readonly AttachedPolicy[]
}

const isAttachedTo = (policy: AttachedPolicy, name: string): boolean =>
  policy.attachedTo === undefined || policy.attachedTo === name

function isIdentityPolicy(policy: AttachedPolicy, principal: Principal): boolean {
  // A role acts by its own policies alone: those of the user who assumed it play no part (ram.md 1.6).
  if (principal.type === 'AssumedRole') return policy.kind === 'RolePolicy' && isAttachedTo(policy, principal.name)
  if (principal.type !== 'RAMUser') return false
  if (policy.kind === 'UserPolicy') return isAttachedTo(policy, principal.name)
  if (policy.kind !== 'GroupPolicy') return false
  return policy.attachedTo === undefined || principal.groups.includes(policy.attachedTo)
}

const isTrustPolicyOf = (policy: AttachedPolicy, resources: readonly string[]): boolean => {
  const role = policy.attachedTo
  return role === undefined || resources.every(name => name === role || name.endsWith(`:role/${role}`))
}

const NO_NODES: ReadonlyMap<string, readonly AttachedPolicy[]> = new Map()

const LEVELS: readonly string[] = ['member', 'folder', 'root']

const levelOf = (node: string): number => {
  const level = LEVELS.indexOf(node)
  return level < 0 ? LEVELS.indexOf('folder') : level
}

function byNode(policies: readonly AttachedPolicy[]): ReadonlyMap<string, readonly AttachedPolicy[]> {
  if (policies.length === 0) return NO_NODES
  const nodes = Map.groupBy(policies, policy => policy.node ?? 'root')
  // A fixed order, so that the level a refusal names doesn't depend on the order in which policies were handed in.
  return new Map([...nodes].sort(([a], [b]) => levelOf(a) - levelOf(b) || (a < b ? -1 : 1)))
}

const isBoundByControl = (principal: Principal): boolean =>
  principal.type === 'RAMUser' || (principal.type === 'AssumedRole' && principal.serviceLinked !== true)

// A trust policy without principals would trust everybody, so this mistake of a caller must not go unnoticed.
function refuseWrongDocument({ kind, document }: AttachedPolicy): void {
  const wanted = kind === 'TrustPolicy' ? 'trust' : 'permission'
  if (document.kind !== wanted) throw new TypeError(`A ${kind} needs a ${wanted} document, not a ${document.kind} one.`)
}

/**
 * Sorts policies into the sets that have a say for this caller and request; all others are left out.
 *
 * @throws {TypeError} when a policy's kind and its document's kind don't go together
 */
export function sortPolicies(
  policies: readonly AttachedPolicy[],
  principal: Principal,
  request: AccessRequest,
): PolicySets {
  const control: AttachedPolicy[] = []
  const session: AttachedPolicy[] = []
  const accountWide: AttachedPolicy[] = []
  const groupLevel: AttachedPolicy[] = []
  const trust: AttachedPolicy[] = []
  for (const policy of policies) {
    refuseWrongDocument(policy)
    if (policy.kind === 'ControlPolicy') {
      if (isBoundByControl(principal)) control.push(policy)
    } else if (policy.kind === 'SessionPolicy') {
      if (principal.type === 'AssumedRole') session.push(policy)
    } else if (policy.kind === 'TrustPolicy') {
      if (isTrustPolicyOf(policy, request.resources)) trust.push(policy)
    } else if (isIdentityPolicy(policy, principal)) {
      if (policy.resourceGroup === undefined) accountWide.push(policy)
      else groupLevel.push(policy)
    }
  }
  return { control: byNode(control), session, accountWide, groupLevel, trust }
}
