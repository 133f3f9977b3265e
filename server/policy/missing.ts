/**
 * What would have to be added for a refused request to be allowed. Found by trying: the smallest statement is put where an
 * Allow was wanting, and the request is decided again, until it passes or something else stands in its way.
 */

import type { AttachedPolicy, PolicyKind } from './attached.ts'
import { MalformedPolicyDocument, parsePolicyDocument } from './document.ts'
import { type Decision, evaluate } from './evaluate.ts'
import { type AccessRequest, identityArn, type Principal } from './request.ts'
import { RULINGS, type Rulings } from './rulings.ts'
import type { PolicyStage } from './walk.ts'

/** One statement that is wanting. */
export interface MissingStatement {
  /** The kind of policy it belongs in. */
  readonly kind: PolicyKind
  /** For a control policy: the level. */
  readonly node?: string
  /** Whose policy: the user, or the role. Absent where the level or the session says it. */
  readonly attachedTo?: string
  /** The statement as it would stand in a document. */
  readonly statement: Readonly<Record<string, unknown>>
}

/** A directory has few levels, and each is asked once; more rounds than this would be a defect. */
const maxRounds = 64

/**
 * Finds the smallest statements with which a request that nothing allows would pass, in the order in which they are asked
 * for. Empty for what is allowed, and for what no Allow can help: an explicit Deny, a resource of another account.
 */
export function missingFor(
  policies: readonly AttachedPolicy[],
  principal: Principal,
  request: AccessRequest,
  rulings: Rulings = RULINGS,
): readonly MissingStatement[] {
  const added: Added[] = []
  const decide = (more: readonly Added[]): Decision =>
    evaluate([...policies, ...more.map(({ policy }) => policy)], principal, request, rulings)
  for (let round = 0; round < maxRounds; round += 1) {
    const decision = decide(added)
    if (decision.effect === 'Allow') return needed(added, more => decide(more).effect === 'Allow')
    if (decision.effect === 'ExplicitDeny' || decision.policyType === undefined) return []
    const given = [...policies, ...added.map(({ policy }) => policy)]
    const resources = refusedAlike(given, principal, request, decision, rulings)
    const wanting = missingAt(decision.policyType, decision, principal, request, resources)
    const policy = attached(wanting, rulings)
    if (policy === undefined) return []
    added.push({ wanting, policy })
  }
  return []
}

interface Added {
  readonly wanting: MissingStatement
  readonly policy: AttachedPolicy
}

/** What was found first for one resource may be granted by what another needed later. */
function needed(added: readonly Added[], isEnough: (added: readonly Added[]) => boolean): readonly MissingStatement[] {
  let left = added
  for (const each of added) {
    const without = left.filter(other => other !== each)
    if (isEnough(without)) left = without
  }
  return left.map(({ wanting }) => wanting)
}

/** The resources that are refused for the same reason: one statement serves them all. */
function refusedAlike(
  policies: readonly AttachedPolicy[],
  principal: Principal,
  request: AccessRequest,
  refusal: Decision,
  rulings: Rulings,
): readonly string[] {
  const resources = request.resources.length === 0 ? ['*'] : request.resources
  return resources.filter(resource => {
    const { effect, policyType, node } = evaluate(policies, principal, { ...request, resources: [resource] }, rulings)
    return effect === refusal.effect && policyType === refusal.policyType && node === refusal.node
  })
}

function missingAt(
  stage: PolicyStage,
  { node }: Decision,
  principal: Principal,
  { action }: AccessRequest,
  resources: readonly string[],
): MissingStatement {
  if (stage === 'AssumeRolePolicy') {
    const statement = { Effect: 'Allow', Action: action, Principal: { RAM: [identityArn(principal)] } }
    const role = resources[0]?.split(':role/')[1]
    return { kind: 'TrustPolicy', ...(role === undefined ? {} : { attachedTo: role }), statement }
  }
  // A call that names nothing beside its names needs "*", which grants the names as well.
  const [first = '*', ...others] = resources.includes('*') ? ['*'] : resources
  const statement = { Effect: 'Allow', Action: action, Resource: others.length === 0 ? first : resources }
  if (stage === 'ControlPolicy') return { kind: 'ControlPolicy', node: node ?? 'root', statement }
  if (stage === 'SessionPolicy') return { kind: 'SessionPolicy', statement }
  if (principal.type === 'Account') return { kind: 'UserPolicy', statement }
  const kind = principal.type === 'AssumedRole' ? 'RolePolicy' : 'UserPolicy'
  return { kind, attachedTo: principal.name, statement }
}

/** A wanting statement as a policy of its own; undefined for an action or a resource no statement can name. */
function attached({ statement, ...policy }: MissingStatement, rulings: Rulings): AttachedPolicy | undefined {
  const kind = policy.kind === 'TrustPolicy' ? 'trust' : 'permission'
  try {
    return { ...policy, document: parsePolicyDocument({ Version: '1', Statement: [statement] }, kind, { rulings }) }
  } catch (error) {
    if (error instanceof MalformedPolicyDocument) return undefined
    throw error
  }
}
