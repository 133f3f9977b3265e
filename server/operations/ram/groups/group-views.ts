/** How a group is shown, and which one is not there (ram.md 4.3). */
import { toSecondText } from '../../../domain/times.ts'
import { optional, text } from '../../../spec/shape.ts'
import type { Connection } from '../../../store/database.ts'
import type { RamGroup } from '../../../store/identity.ts'
import { findGroup } from '../../../store/ram-people.ts'
import { groupNotFound } from '../problems.ts'
import { createDate } from '../users/user-views.ts'

/** A group, whoever is in it. */
export type Group = Omit<RamGroup, 'members'>

export const groupName = text('The name of the group, in the letters in which it was given.', { example: 'helpdesk' })

export const named = {
  GroupId: text('The id of the group.', { example: 'g-FpMEHiMysofp****' }),
  GroupName: text('The name of the group.', { example: 'helpdesk' }),
  Comments: optional(text('Remarks.', { example: 'Who may restart computers' })),
}
export const described = { ...named, CreateDate: createDate }

export const joinDate = text('When the user joined the group, UTC.', { example: '2015-01-23T12:33:18Z' })

export const showGroup = ({ groupId, name, comments, createdAt }: Group) => ({
  GroupId: groupId,
  GroupName: name,
  Comments: comments,
  CreateDate: toSecondText(createdAt),
})

export const showGroupWithDates = (group: Group) => ({
  ...showGroup(group),
  UpdateDate: toSecondText(group.updatedAt ?? group.createdAt),
})

/** The group of this name in the account. @throws Problem EntityNotExist.Group */
export async function knownGroup(connection: Connection, accountId: string, name: string): Promise<Group> {
  const group = await findGroup(connection, accountId, name)
  if (group === undefined) throw groupNotFound()
  return group
}
