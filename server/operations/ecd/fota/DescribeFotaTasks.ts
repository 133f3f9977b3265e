import { publishedAt } from '../../../domain/fota.ts'
import { toSecondText } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import {
  checkRegion,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
} from '../parameters.ts'
import { cutPage, isAmong, isWanted } from '../resource-pages.ts'
import { type DecidedTask, readFotaTasks, userStatuses } from './fota-tasks.ts'

const notKept = 'Not kept by this server: always absent.'

const listedTask = record({
  TaskUid: optional(text('The id of the task.', { example: 'aot-c4khwrp9ocml4****' })),
  FotaProject: optional(text(notKept)),
  AppVersion: optional(text('The version to which it updates.', { example: '2.1.0-R-20260318.101500' })),
  Status: optional(
    oneOf(userStatuses, 'Whether the update is offered to users (Running) or not (Pending).', { example: 'Pending' }),
  ),
  PublishTime: optional(
    text('When the version was published, yyyy-MM-ddTHH:mm:ssZ in UTC; absent when its name does not tell.', {
      example: '2026-03-18T10:15:00Z',
    }),
  ),
  PendingDesktopCount: optional(integer('How many computers of the region have an older version.', { example: 1 })),
  ReleaseNote: optional(text(notKept)),
  Size: optional(integer(notKept)),
  PendingCustomImageCount: optional(
    integer('How many own images of the region have an older version.', { example: 1 }),
  ),
})

const toListedTask = (task: DecidedTask): Static<typeof listedTask> => {
  const published = publishedAt(task.version)
  return {
    TaskUid: task.taskUid,
    AppVersion: task.version,
    Status: task.userStatus,
    PublishTime: published === undefined ? undefined : toSecondText(published),
    PendingDesktopCount: task.pendingDesktops,
    PendingCustomImageCount: task.pendingImages,
  }
}

export const DescribeFotaTasks = operation({
  product: ecd,
  name: 'DescribeFotaTasks',
  summary: 'Lists the newer software versions that computers of a region can get.',
  description:
    'The newest version is that of the newest system image of the same operating system and protocol. A task is there as ' +
    'long as a computer that is not released, or an own image, has an older one; a computer gets the newer version when ' +
    'it is made anew from an image that has it. The oldest version comes first.',
  ram: { action: 'ecd:DescribeFotaTasks', level: 'none', resources: everything },
  request: record({
    RegionId: regionId,
    MaxResults: integer('How many items a page holds at most.', {
      fallback: 20,
      min: 1,
      max: 500,
      example: 20,
      vendor: 'At most 100.',
    }),
    NextToken: nextTokenRequest,
    TaskUid: optional(
      list(text('The id of a task.', { example: 'aot-c4khwrp9ocml4****' }), 'Only these tasks.', { max: 100 }),
    ),
    UserStatus: optional(
      oneOf(userStatuses, 'Only tasks that are offered to users (Running), or not (Pending).', { example: 'Pending' }),
    ),
    FotaStatus: optional(text('Accepted; has no effect here.', { vendor: 'Not open to the public.' })),
    Lang: optional(oneOf(['en', 'zh'], 'Accepted; has no effect here: no release notes are kept.', { example: 'zh' })),
  }),
  response: record({
    FotaTasks: optional(list(listedTask, 'The tasks of this page; always there.')),
    Code: optional(text('Always success.', { example: 'success' })),
    Message: optional(text('Always absent.')),
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, nextTokenInvalid],
  example: { request: { RegionId: 'cn-hangzhou', UserStatus: 'Pending' }, response: { Code: 'success' } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRegion(input.RegionId)
    const { store, accountId } = context
    const all = await readFotaTasks(store, store.dialect, accountId, input.RegionId)
    const matching = all.filter(
      ({ taskUid, userStatus }) => isAmong(input.TaskUid, taskUid) && isWanted(input.UserStatus, userStatus),
    )
    const paged = pagedBy(context, 'DescribeFotaTasks', input)
    const page = cutPage(context, paged, matching, { NextToken: input.NextToken, limit: input.MaxResults })
    return { FotaTasks: page.items.map(toListedTask), Code: 'success', NextToken: page.NextToken }
  },
})
