/** Control policies, those of the system and custom ones alike, and how answers show them. */
import { toSecondText } from '../../../domain/times.ts'
import { MAX_CUSTOM_DOCUMENT_LENGTH, MalformedPolicyDocument, parsePolicyDocument } from '../../../policy/index.ts'
import { SYSTEM_CONTROL_POLICIES } from '../../../policy/system-policies.ts'
import { integer, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { readControlPolicies } from '../../../store/control.ts'
import type { Connection } from '../../../store/database.ts'
import { malformedPolicyDocument } from '../../ram/problems.ts'
import { idText } from '../accounts/account-tree.ts'

export interface AnyControlPolicy {
  readonly id: string
  readonly type: 'System' | 'Custom'
  readonly name: string
  readonly description?: string
  readonly document: string
  /** Absent for those of the system, as is the other. */
  readonly createdAt?: number
  readonly updatedAt?: number
}

/** Those of the system first, then custom ones, the oldest first. */
export async function readAllControlPolicies(connection: Connection): Promise<AnyControlPolicy[]> {
  const system = [...SYSTEM_CONTROL_POLICIES].map(([name, { description, document }]) => ({
    id: name,
    type: 'System' as const,
    name,
    description,
    document: JSON.stringify(document),
  }))
  const custom = (await readControlPolicies(connection)).map(policy => ({ ...policy, type: 'Custom' as const }))
  return [...system, ...custom]
}

/** The length is no limit of the shape: RAM refuses long documents as malformed, and so do we. @throws Problem */
export function checkControlDocument(document: string): void {
  if (document.length > MAX_CUSTOM_DOCUMENT_LENGTH) {
    throw malformedPolicyDocument(`The policy document is longer than ${MAX_CUSTOM_DOCUMENT_LENGTH} characters.`)
  }
  try {
    parsePolicyDocument(document, 'permission')
  } catch (error) {
    if (error instanceof MalformedPolicyDocument) throw malformedPolicyDocument(error.message)
    throw error
  }
}

export const policyId = idText(
  'The control policy: its id, or FullAliyunAccess, the one of the system.',
  'cp-3uiojcc0j4kh7****',
)

export const policyName = (description: string) =>
  text(`${description} 1 to 128 letters, digits and hyphens.`, {
    pattern: '^[A-Za-z0-9-]{1,128}$',
    example: 'no-deletion',
  })

export const policyDescription = (description: string) =>
  text(`${description} At most 1024 characters.`, {
    pattern: '^(?:[\\t\\n\\r]|\\P{Cc}){0,1024}$',
    example: 'Nobody deletes computers.',
  })

export const documentExample = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Deny', Action: 'ecd:DeleteDesktops', Resource: '*' }],
})

export const policyDocument = (description: string) =>
  text(`${description} A policy document as of RAM, at most ${MAX_CUSTOM_DOCUMENT_LENGTH} characters.`, {
    example: documentExample,
  })

const policyFields = {
  PolicyId: policyId,
  PolicyName: text('Its name.', { example: 'no-deletion' }),
  PolicyType: oneOf(['System', 'Custom'], 'Whether it comes with the server.', { example: 'Custom' }),
  Description: text('What it is for.', { example: 'Nobody deletes computers.' }),
  EffectScope: text('Whom it binds: RAM users and roles.', { example: 'RAM' }),
  AttachmentCount: integer('To how many folders and accounts it is attached.', { example: 0 }),
  CreateDate: optional(
    text('When it was made: yyyy-MM-ddTHH:mm:ssZ, UTC; absent for those of the system.', {
      example: '2026-11-24T08:00:00Z',
    }),
  ),
  UpdateDate: optional(text('When it was last changed, likewise.', { example: '2026-11-24T08:00:00Z' })),
} as const
export const policyShape = record(policyFields, 'The control policy.')
export const fullPolicyShape = record(
  { ...policyFields, PolicyDocument: text('The document.', { example: '{}' }) },
  'The control policy.',
)

export const policyExample: Static<typeof policyShape> = {
  PolicyId: 'cp-3uiojcc0j4kh7****',
  PolicyName: 'no-deletion',
  PolicyType: 'Custom',
  Description: 'Nobody deletes computers.',
  EffectScope: 'RAM',
  AttachmentCount: 0,
  CreateDate: '2026-11-24T08:00:00Z',
  UpdateDate: '2026-11-24T08:00:00Z',
}

export const toPolicy = (
  { id, name, type, description = '', createdAt, updatedAt }: AnyControlPolicy,
  attachmentCount: number,
): Static<typeof policyShape> => ({
  PolicyId: id,
  PolicyName: name,
  PolicyType: type,
  Description: description,
  EffectScope: 'RAM',
  AttachmentCount: attachmentCount,
  ...(createdAt === undefined ? {} : { CreateDate: toSecondText(createdAt) }),
  ...(updatedAt === undefined ? {} : { UpdateDate: toSecondText(updatedAt) }),
})
