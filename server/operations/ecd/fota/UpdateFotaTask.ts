import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { oneOf, optional, record, text } from '../../../spec/shape.ts'
import { putClientTask } from '../../../store/client-tasks.ts'
import { writeEvents } from '../../../store/events.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { readFotaTasks, taskKind, userStatuses } from './fota-tasks.ts'

const taskNotFound = problem('InvalidTaskUid.NotFound', 400, 'The specified param TaskUid is not found.')

/** The gateway does not ask for it; the vendor's text does. */
const statusMissing = problem('MissingUserStatus', 400, 'UserStatus is mandatory for this action.')

export const UpdateFotaTask = operation({
  product: ecd,
  name: 'UpdateFotaTask',
  summary: 'Offers a newer software version to the users of a region, or takes the offer back.',
  description:
    'Offering changes no computer: each gets the newer version when it is made anew from an image that has it. There is no ' +
    'account-wide switch for automatic updates here, so what is decided for the task always counts.',
  ram: { action: 'ecd:UpdateFotaTask', level: 'update', resources: everything },
  request: record({
    RegionId: regionId,
    TaskUid: text('The task, as DescribeFotaTasks lists it.', { example: 'aot-c4khwrp9ocml4****' }),
    UserStatus: optional(
      oneOf(userStatuses, 'Running: offered to users; Pending: not. Needed.', { example: 'Pending' }),
    ),
  }),
  response: record({}),
  problems: [regionNotFound, taskNotFound, statusMissing],
  example: {
    request: { RegionId: 'cn-hangzhou', TaskUid: 'aot-c4khwrp9ocml4****', UserStatus: 'Running' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, TaskUid, UserStatus } = input
    const { accountId } = context
    checkRegion(RegionId)
    if (UserStatus === undefined) throw statusMissing()
    return write(context, 'UpdateFotaTask', input, async tx => {
      const tasks = await readFotaTasks(tx, tx.dialect, accountId, RegionId)
      const task = tasks.find(({ taskUid }) => taskUid === TaskUid)
      if (task === undefined) throw taskNotFound()
      if (task.userStatus === UserStatus) return {}
      await putClientTask(tx, accountId, { id: TaskUid, kind: taskKind, details: { userStatus: UserStatus } })
      const details = { taskUid: TaskUid, version: task.version, userStatus: UserStatus }
      await writeEvents(tx, accountId, [{ name: 'FotaTaskUpdated', regionId: RegionId, details }])
      return {}
    })
  },
})
