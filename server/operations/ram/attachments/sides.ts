/**
 * The three kinds of identities that policies are attached to: how each is found, what it may hold, and its refusals
 * (ram.md 4.1, 4.3). Attachments are account-wide; resource groups are not kept.
 */
import type { ProblemKind } from '../../../spec/problem.ts'
import { record, text } from '../../../spec/shape.ts'
import type { Connection } from '../../../store/database.ts'
import { type EntityKind, findUser, readGroups } from '../../../store/identity.ts'
import { deleteAttachment, putAttachment, readAttachmentsOf } from '../../../store/ram-attachments.ts'
import { findRole } from '../../../store/ram-roles.ts'
import type { Context } from '../../context.ts'
import { write } from '../../write.ts'
import { checkGroupName, checkPolicyName, checkRoleName, checkUserName, type TextCheck } from '../names.ts'
import { findKnownPolicy, knownPolicy, type PolicyType } from '../policies/known-policies.ts'
import { attachedPolicies, attachedView, policyName, policyType, readPolicyType } from '../policies/policy-fields.ts'
import {
  attachedToGroup,
  attachedToRole,
  attachedToUser,
  groupNotFound,
  notAttachedToGroup,
  notAttachedToRole,
  notAttachedToUser,
  policyNotFound,
  policyTypeInvalid,
  roleNotFound,
  tooManyOfGroup,
  tooManyOfRole,
  tooManyOfUser,
  userNotFound,
} from '../problems.ts'

interface Side {
  readonly kind: EntityKind
  /** Policies one identity holds at most. */
  readonly most: Readonly<Record<PolicyType, number>>
  readonly checkName: TextCheck
  isThere(connection: Connection, accountId: string, name: string): Promise<boolean>
  readonly notFound: ProblemKind<[]>
  readonly already: ProblemKind<[]>
  readonly notAttached: ProblemKind<[]>
  readonly tooMany: ProblemKind<[]>
}

export const userSide: Side = {
  kind: 'user',
  most: { System: 20, Custom: 10 },
  checkName: checkUserName,
  isThere: async (connection, accountId, name) => (await findUser(connection, accountId, name)) !== undefined,
  notFound: userNotFound,
  already: attachedToUser,
  notAttached: notAttachedToUser,
  tooMany: tooManyOfUser,
}

export const groupSide: Side = {
  kind: 'group',
  most: { System: 20, Custom: 5 },
  checkName: checkGroupName,
  isThere: async (connection, accountId, name) =>
    (await readGroups(connection, accountId)).some(group => group.name === name),
  notFound: groupNotFound,
  already: attachedToGroup,
  notAttached: notAttachedToGroup,
  tooMany: tooManyOfGroup,
}

export const roleSide: Side = {
  kind: 'role',
  most: { System: 20, Custom: 5 },
  checkName: checkRoleName,
  isThere: async (connection, accountId, name) => (await findRole(connection, accountId, name)) !== undefined,
  notFound: roleNotFound,
  already: attachedToRole,
  notAttached: notAttachedToRole,
  tooMany: tooManyOfRole,
}

export const userName = text('The name of the user.', { example: 'alice' })
export const groupName = text('The name of the group.', { example: 'auditors' })
export const roleName = text('The name of the role.', { example: 'DesktopReader' })

/** The two parameters that name a policy. */
export const policyRequest = { PolicyType: policyType, PolicyName: policyName }

interface NamedPolicy {
  readonly PolicyType: string
  readonly PolicyName: string
}

/** What is wrong with how identity and policy are named. */
const namingProblems = ({ checkName }: Side) => [policyTypeInvalid, ...checkPolicyName.problems, ...checkName.problems]

export const attachProblems = (side: Side) => [
  ...namingProblems(side),
  side.notFound,
  policyNotFound,
  side.already,
  side.tooMany,
]
export const detachProblems = (side: Side) => [...namingProblems(side), side.notFound, policyNotFound, side.notAttached]

/** Attaches a policy to an identity; it decides from the next call on. @throws Problem one of `attachProblems` */
export async function attach(
  context: Context,
  operation: string,
  side: Side,
  entityName: string,
  input: NamedPolicy,
): Promise<Record<string, never>> {
  const policyType = readPolicyType(input.PolicyType)
  checkPolicyName(input.PolicyName)
  side.checkName(entityName)
  const { accountId } = context
  const owner = { accountId, entityKind: side.kind, entityName }
  return write(context, operation, input, async tx => {
    if (!(await side.isThere(tx, accountId, entityName))) throw side.notFound()
    const { name } = await knownPolicy(tx, accountId, policyType, input.PolicyName)
    const ofType = (await readAttachmentsOf(tx, owner)).filter(attachment => attachment.policyType === policyType)
    if (ofType.some(({ policyName }) => policyName === name)) throw side.already()
    if (ofType.length >= side.most[policyType]) throw side.tooMany()
    await putAttachment(tx, { ...owner, policyType, policyName: name, attachedAt: tx.now })
    return {}
  })
}

/** Takes a policy off an identity. @throws Problem one of `detachProblems` */
export async function detach(
  context: Context,
  operation: string,
  side: Side,
  entityName: string,
  input: NamedPolicy,
): Promise<Record<string, never>> {
  const policyType = readPolicyType(input.PolicyType)
  checkPolicyName(input.PolicyName)
  side.checkName(entityName)
  const { accountId } = context
  return write(context, operation, input, async tx => {
    if (!(await side.isThere(tx, accountId, entityName))) throw side.notFound()
    const attached = await readAttachmentsOf(tx, { accountId, entityKind: side.kind, entityName })
    const attachment = attached.find(other => other.policyType === policyType && other.policyName === input.PolicyName)
    // What is attached can be taken off, even if the policy is none any more.
    if (attachment === undefined) {
      await knownPolicy(tx, accountId, policyType, input.PolicyName)
      throw side.notAttached()
    }
    await deleteAttachment(tx, attachment)
    return {}
  })
}

export const listProblems = (side: Side) => [...side.checkName.problems, side.notFound]

export const policiesAnswer = record({ Policies: attachedPolicies })

export const examplePolicies = {
  Policies: {
    Policy: [
      {
        PolicyName: 'AliyunECDReadOnlyAccess',
        PolicyType: 'System',
        Description: 'Reading everything of cloud computers.',
        DefaultVersion: 'v1',
        AttachDate: '2026-11-24T08:00:00Z',
      },
    ],
  },
}

/** What is attached to an identity, in the order in which it was. @throws Problem the side's `notFound` */
export async function listAttached({ store, accountId }: Context, side: Side, entityName: string) {
  side.checkName(entityName)
  if (!(await side.isThere(store, accountId, entityName))) throw side.notFound()
  const shown = []
  for (const { policyType, policyName, attachedAt } of await readAttachmentsOf(store, {
    accountId,
    entityKind: side.kind,
    entityName,
  })) {
    const policy = await findKnownPolicy(store, accountId, policyType, policyName)
    if (policy !== undefined) shown.push(attachedView(policy, attachedAt))
  }
  return { Policies: { Policy: shown } }
}
