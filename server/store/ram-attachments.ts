/** Which policies are attached to whom, one by one and with the time of it (ram.md 4.3). */
import type { Connection, Row } from './database.ts'
import type { Attachment, EntityKind } from './identity.ts'
import { identitiesChanged } from './identity-revision.ts'
import { putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export interface DatedAttachment extends Attachment {
  readonly attachedAt: number
}

const columns = ['account_id', 'policy_type', 'policy_name', 'entity_kind', 'entity_name', 'attached_at'] as const
const select = `select ${columns.join(', ')} from ram_attachments where account_id = ?`

const attachmentFrom = ([accountId, type, policyName, kind, entityName, attachedAt]: Row): DatedAttachment => ({
  accountId: String(accountId),
  policyType: String(type) as Attachment['policyType'],
  policyName: String(policyName),
  entityKind: String(kind) as EntityKind,
  entityName: String(entityName),
  attachedAt: Number(attachedAt),
})

/** What is attached to an identity, in the order in which it was. */
export async function readAttachmentsOf(
  connection: Connection,
  { accountId, entityKind, entityName }: Pick<Attachment, 'accountId' | 'entityKind' | 'entityName'>,
): Promise<DatedAttachment[]> {
  const rows = await connection.all(
    `${select} and entity_kind = ? and entity_name = ? order by attached_at, policy_type, policy_name`,
    [accountId, entityKind, entityName],
  )
  return rows.map(attachmentFrom)
}

/** To whom of an account a policy is attached, in the order in which it was. */
export async function readEntitiesOf(
  connection: Connection,
  { accountId, policyType, policyName }: Pick<Attachment, 'accountId' | 'policyType' | 'policyName'>,
): Promise<DatedAttachment[]> {
  const rows = await connection.all(
    `${select} and policy_type = ? and policy_name = ? order by attached_at, entity_kind, entity_name`,
    [accountId, policyType, policyName],
  )
  return rows.map(attachmentFrom)
}

export type AttachmentCounts = (policyType: Attachment['policyType'], policyName: string) => number

/** To how many identities of an account each policy is attached. */
export async function readAttachmentCounts(connection: Connection, accountId: string): Promise<AttachmentCounts> {
  const rows = await connection.all(
    `select policy_type, policy_name, count(*) from ram_attachments where account_id = ?
       group by policy_type, policy_name`,
    [accountId],
  )
  const counts = new Map(rows.map(([type, name, count]) => [`${type} ${name}`, Number(count)]))
  return (policyType, policyName) => counts.get(`${policyType} ${policyName}`) ?? 0
}

export async function putAttachment(tx: Transaction, attachment: DatedAttachment): Promise<void> {
  const row = {
    account_id: attachment.accountId,
    policy_type: attachment.policyType,
    policy_name: attachment.policyName,
    entity_kind: attachment.entityKind,
    entity_name: attachment.entityName,
    attached_at: attachment.attachedAt,
  }
  await putRows(tx, 'ram_attachments', columns, [], [row])
  await identitiesChanged(tx)
}

export async function deleteAttachment(tx: Transaction, attachment: Attachment): Promise<void> {
  const { accountId, policyType, policyName, entityKind, entityName } = attachment
  await tx.all(
    `delete from ram_attachments where account_id = ? and policy_type = ? and policy_name = ?
       and entity_kind = ? and entity_name = ?`,
    [accountId, policyType, policyName, entityKind, entityName],
  )
  await identitiesChanged(tx)
}
