/** End users as DescribeUsers shows them (share-family.md 2.6). */
import { endUserOwnerTypes, isLocked } from '../../../domain/resources.ts'
import { flag, integer, list, map, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import type { StoredEndUser } from '../../../store/resources.ts'
import { notKept } from './user-fields.ts'

export const shownUser = record({
  Id: integer('The number of the user in the account.', { format: 'int64', example: 4205 }),
  EndUserId: text('The id, with which the user logs on.', { example: 'alice' }),
  Email: optional(text('The mail address.', { example: 'alice@example.com' })),
  Phone: optional(text('The telephone number.', { example: '1381111****' })),
  Status: integer('0: in order; 9: locked.', { format: 'int64', values: [0, 9], example: 0 }),
  OwnerType: oneOf(endUserOwnerTypes, 'Who activates the user: the user (Normal) or whoever made it.', {
    example: 'Normal',
  }),
  Remark: optional(text('The note about the user.', { example: 'Note' })),
  OrgId: optional(text('The organisational unit.', { example: 'org-4mdgc1cocc59z****' })),
  WyId: optional(text(notKept)),
  IsTenantManager: optional(flag(notKept)),
  Groups: optional(
    list(
      record({
        GroupId: text('The id of the group.', { example: 'ug-12341234****' }),
        GroupName: optional(text(notKept)),
      }),
      'The groups of the user; absent when there are none.',
    ),
  ),
  Orgs: optional(
    list(
      record({
        OrgId: text('The id of the organisational unit.', { example: 'org-4mdgc1cocc59z****' }),
        OrgName: optional(text(notKept)),
        OrgNamePath: optional(text(notKept)),
      }),
      'The organisational units of the user; absent when there are none.',
    ),
  ),
  Avatar: optional(text(notKept)),
  Address: optional(text(notKept)),
  NickName: optional(text(notKept)),
  RealNickName: optional(
    text('The name by which people know the user; absent when there is none.', { example: 'Bean' }),
  ),
  JobNumber: optional(text('The number of the user in the enterprise.', { example: 'A10000' })),
  Extras: optional(
    record(
      {
        AssignedResourceCount: optional(
          map(integer('How many.'), 'What the user was given: Desktop, computers of no share; DesktopGroup, shares.', {
            example: { Desktop: 3, DesktopGroup: 1 },
          }),
        ),
        ResourcePolicyList: optional(
          list(
            record({
              PolicyId: optional(text('The id of the policy.')),
              PolicyName: optional(text('The name of the policy.')),
            }),
            notKept,
          ),
        ),
      },
      'What ShowExtras asked for.',
    ),
  ),
  ExternalName: optional(text('The name of the user in the enterprise.', { example: 'Alice Liddell' })),
  Properties: optional(
    list(
      record({
        Key: optional(text('The name of the property.', { example: 'Role' })),
        Value: optional(text('The value of the property.', { example: 'Student' })),
      }),
      notKept,
    ),
  ),
  EnableAdminAccess: optional(flag('Whether the user is an administrator of the computers; absent when nobody said.')),
  PasswordExpireDays: optional(integer('Days after which the password is to be changed; absent: never.')),
  PasswordExpireRestDays: optional(
    integer('How many of these days are left, begun ones included; absent without a password.'),
  ),
})

const dayMs = 24 * 3600_000

/** @param assigned what the user was given; undefined when nobody asked */
export function toShownUser(
  { user, sequence }: StoredEndUser,
  now: number,
  assigned: { readonly shares: number; readonly desktops: number } | undefined,
): Static<typeof shownUser> {
  const { password, passwordExpireDays, groupIds = [], orgId } = user
  const expiresAt =
    password === undefined || passwordExpireDays === undefined ? undefined : password.setAt + passwordExpireDays * dayMs
  return {
    Id: sequence,
    EndUserId: user.id,
    Email: user.email,
    Phone: user.phone,
    Status: isLocked(user, now) ? 9 : 0,
    OwnerType: user.ownerType ?? 'Normal',
    Remark: user.remark,
    OrgId: orgId,
    Groups: groupIds.length === 0 ? undefined : groupIds.map(GroupId => ({ GroupId })),
    Orgs: orgId === undefined ? undefined : [{ OrgId: orgId }],
    RealNickName: user.realNickName ?? (user.name === user.id ? undefined : user.name),
    JobNumber: user.jobNumber,
    Extras:
      assigned === undefined
        ? undefined
        : { AssignedResourceCount: { Desktop: assigned.desktops, DesktopGroup: assigned.shares } },
    ExternalName: user.externalName,
    EnableAdminAccess: user.localAdmin,
    PasswordExpireDays: passwordExpireDays,
    PasswordExpireRestDays: expiresAt === undefined ? undefined : Math.max(0, Math.ceil((expiresAt - now) / dayMs)),
  }
}
