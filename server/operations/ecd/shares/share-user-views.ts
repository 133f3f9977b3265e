/** The users of a share as DescribeUsersInGroup shows them (share-family.md 2.2). */
import { integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import type { ShareUser } from '../../../store/share-user-search.ts'
import { notKept } from './share-fields.ts'

export const shareUser = record({
  EndUserId: text('The id of the user.', { example: 'alice' }),
  EndUserName: text('The name of the user; the id when the directory no longer has the user.', { example: 'alice' }),
  EndUserType: optional(
    oneOf(['SIMPLE', 'AD_CONNECTOR'], 'Where the user is kept: here, or in a directory of the enterprise.', {
      example: 'SIMPLE',
    }),
  ),
  // The strings "0" and "1", unlike the words of the other operations.
  ConnectionStatus: oneOf(['0', '1'], '1: connected to a computer of the share right now; 0: not.', { example: '1' }),
  DesktopId: optional(
    text('The computer the user has now; absent while there is none.', { example: 'ecd-gx2x1dhsmucyy****' }),
  ),
  DesktopName: optional(text('The name of that computer.', { example: 'testName' })),
  UserDesktopId: optional(
    text('The id of the binding of the user to that computer.', { example: 'ud-i896ze8hazpvl****' }),
  ),
  EndUserEmail: optional(text('The mail address of the user.', { example: 'alice@example.com' })),
  EndUserPhone: optional(text('The telephone number of the user.', { example: '1381111****' })),
  EndUserRemark: optional(text('What was noted about the user.', { example: 'Note' })),
  DisplayName: optional(text('The name under which the user is shown.', { example: 'alice' })),
  ExternalInfo: optional(
    record(
      {
        ExternalName: optional(text('The name of the user in the enterprise.', { example: 'nameDemo' })),
        JobNumber: optional(text('The number of the user in the enterprise.', { example: '123' })),
      },
      'How the user is known in the enterprise; absent when nothing is known.',
    ),
  ),
  UserPrincipalName: optional(text(notKept)),
  DisplayNameNew: optional(text(notKept)),
  UserSetPropertiesModels: optional(
    list(
      record({
        UserId: optional(integer('The number of the user.', { format: 'int64', example: 123 })),
        UserName: optional(text('The name of the user.', { example: 'nameDemo' })),
        PropertyId: optional(integer('The number of the property.', { format: 'int64', example: 123 })),
        PropertyKey: optional(text('The name of the property.', { example: 'key' })),
        PropertyType: optional(integer('The kind of property.', { values: [1, 2], example: 1 })),
        PropertyValues: optional(
          list(
            record({
              PropertyValueId: optional(integer('The number of the value.', { format: 'int64', example: 123 })),
              PropertyValue: optional(text('The value.', { example: 'value' })),
            }),
            'The values of the property.',
          ),
        ),
      }),
      notKept,
    ),
  ),
})

/** @param withDetails whether what only the directory knows of the user is shown: mail, telephone, remark and the like */
export function toShareUser({ endUserId, user, binding }: ShareUser, withDetails: boolean): Static<typeof shareUser> {
  return {
    EndUserId: endUserId,
    EndUserName: user?.name ?? endUserId,
    EndUserType: user?.type,
    ConnectionStatus: binding?.connected ? '1' : '0',
    DesktopId: binding?.desktopId,
    DesktopName: binding?.desktopName,
    UserDesktopId: binding?.userDesktopId,
    ...(withDetails && user !== undefined
      ? {
          EndUserEmail: user.email,
          EndUserPhone: user.phone,
          EndUserRemark: user.remark,
          DisplayName: user.name,
          ExternalInfo:
            user.externalName === undefined && user.jobNumber === undefined
              ? undefined
              : { ExternalName: user.externalName, JobNumber: user.jobNumber },
        }
      : {}),
  }
}
