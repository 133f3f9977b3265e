import { createHash } from 'node:crypto'
import type { Desktop } from '../../../domain/desktop.ts'
import { lifeOf, permits } from '../../../domain/lifecycle.ts'
import { isLocked } from '../../../domain/resources.ts'
import { isAssignable, placesOf } from '../../../domain/sessions.ts'
import { type Problem, problem } from '../../../spec/problem.ts'
import { integer, optional, record, type Static, text } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { forgetClientTasks, putClientTask, readClientTasks, type TaskDetails } from '../../../store/client-tasks.ts'
import { readLivingDesktops } from '../../../store/desktops.ts'
import { writeEvents } from '../../../store/events.ts'
import { readEndUsers } from '../../../store/resources.ts'
import { readShares, readShareUsers } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { readKeptDesktops } from './changing-desktops.ts'
import { makeTicket, ticketLifeMs } from './connection-tickets.ts'
import { noEffect } from './desktop-fields.ts'
import {
  desktopMissing,
  desktopNotFound,
  desktopStatusIncorrect,
  endUserMissing,
  endUserNotFound,
  ticketTaskNotFound,
  userLocked,
  userNotAuthorised,
} from './problems.ts'

/** How these tasks are told from others of the store. */
const taskKind = 'connection-ticket'

const commandInvalid = problem('InvalidCommandContent', 400, 'Specified parameter CommandContent is not valid.')

const request = record({
  RegionId: regionId,
  EndUserId: optional(text('Who wants to connect; needed without TaskId.', { example: 'alice' })),
  Password: optional(
    text(`${noEffect} Whoever may make this call needs no password of the user.`, {
      example: 'Ab123456',
      secret: true,
    }),
  ),
  TaskId: optional(
    text('The TaskId of the answer before, to ask how far the ticket is.', {
      example: '2afbad19-778a-4fc5-9674-1f19c638****',
    }),
  ),
  DesktopId: optional(
    text('The computer, one of a share as well, but no share; needed without TaskId.', {
      example: 'ecd-gx2x1dhsmucyy****',
    }),
  ),
  Uuid: optional(
    text('How the client names itself; the ticket carries it.', { example: '28c80e90-f71e-4c23-93d6-1225329cf949' }),
  ),
  CommandContent: optional(text('The applications to start, as JSON; the ticket carries it.')),
  OwnerId: optional(integer(noEffect, { format: 'int64' })),
  ResourceOwnerAccount: optional(text(noEffect)),
  ResourceOwnerId: optional(integer(noEffect, { format: 'int64' })),
})

type Input = Static<typeof request>

export const GetConnectionTicket = operation({
  product: ecd,
  name: 'GetConnectionTicket',
  summary: 'Gets a ticket with which a client program connects a user to a computer.',
  description:
    'In two steps: the first call names computer and user and answers a TaskId, with TaskStatus RUNNING; the call with that ' +
    'TaskId answers FINISHED with the ticket, or FAILED when the computer or the user would be refused by then. The ' +
    'computer has to be Running, and the user has to be one of its users; of a share she has to be authorised on the ' +
    'share and bound to this computer, or to none while this one has a free place. The call itself binds nobody. A ticket ' +
    'lives for ten minutes, and so does a task without one. It is base64 text: for HDX an ICA file, for ASP a JSON object. ' +
    'A ticket for an ASP computer opens nothing of the vendor’s.',
  ram: {
    action: 'ecd:GetConnectionTicket',
    level: 'get',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request,
  response: record({
    TaskStatus: optional(text('RUNNING, FINISHED or FAILED.', { example: 'FINISHED' })),
    Ticket: optional(
      text('The ticket; with FINISHED only.', { example: 'W0VuY29kaW5nXQ0KSW5wdXRFbmNvZGluZz1V********' }),
    ),
    TaskId: optional(text('With what to ask again.', { example: '2afbad19-778a-4fc5-9674-1f19c638****' })),
    TaskCode: optional(text('Why there is no ticket; with FAILED only.', { example: 'IncorrectDesktopStatus' })),
    TaskMessage: optional(
      text('The same in words.', {
        example: 'The current status of the desktop does not support this operation.',
      }),
    ),
    DesktopId: optional(text('The computer.', { example: 'ecd-gx2x1dhsmucyy****' })),
  }),
  problems: [
    regionNotFound,
    desktopMissing,
    endUserMissing,
    commandInvalid,
    ticketTaskNotFound,
    desktopNotFound,
    endUserNotFound,
    userLocked,
    userNotAuthorised,
    desktopStatusIncorrect,
  ],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopId: 'ecd-gx2x1dhsmucyy****', EndUserId: 'alice' },
    response: {
      TaskStatus: 'RUNNING',
      TaskId: '2afbad19-778a-4fc5-9674-1f19c638****',
      DesktopId: 'ecd-gx2x1dhsmucyy****',
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRegion(input.RegionId)
    return write(context, 'GetConnectionTicket', input, tx =>
      input.TaskId === undefined ? begin(tx, context, input) : goOn(tx, context, input, input.TaskId),
    )
  },
})

/** What a task is about, and how it ended once it has. */
interface Asked {
  readonly regionId: string
  readonly desktopId: string
  readonly endUserId: string
  readonly clientId?: string
  readonly command?: string
  readonly issuedAt?: number
  readonly failedAt?: number
  readonly code?: string
  readonly message?: string
}

const textOf = (details: TaskDetails, name: keyof Asked) =>
  details[name] === undefined ? {} : { [name]: String(details[name]) }
const instantOf = (details: TaskDetails, name: keyof Asked) =>
  details[name] === undefined ? {} : { [name]: Number(details[name]) }

const askedOf = (details: TaskDetails): Asked => ({
  regionId: String(details.regionId),
  desktopId: String(details.desktopId),
  endUserId: String(details.endUserId),
  ...textOf(details, 'clientId'),
  ...textOf(details, 'command'),
  ...instantOf(details, 'issuedAt'),
  ...instantOf(details, 'failedAt'),
  ...textOf(details, 'code'),
  ...textOf(details, 'message'),
})

async function begin(tx: Transaction, { accountId, ids }: Context, input: Input) {
  const { RegionId, DesktopId: desktopId, EndUserId: endUserId, Uuid: clientId, CommandContent: command } = input
  if (desktopId === undefined) throw desktopMissing()
  if (endUserId === undefined) throw endUserMissing()
  if (command !== undefined && !isJson(command)) throw commandInvalid()
  const asked: Asked = {
    regionId: RegionId,
    desktopId,
    endUserId,
    ...(clientId === undefined ? {} : { clientId }),
    ...(command === undefined ? {} : { command }),
  }
  const found = await judge(tx, accountId, asked)
  if ('refusal' in found) throw found.refusal
  // A task outlives its ticket by as much as a client may wait before it asks.
  await forgetClientTasks(tx, accountId, taskKind, tx.now - 2 * ticketLifeMs)
  const id = taskId(ids.make('ct-', accountId, await takeSequence(tx, accountId, 1)))
  await putClientTask(tx, accountId, { id, kind: taskKind, details: { ...asked } })
  return { TaskStatus: 'RUNNING', TaskId: id, DesktopId: desktopId }
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content)
    return true
  } catch {
    return false
  }
}

/** In the form of the vendor's samples. */
function taskId(from: string): string {
  const digits = createHash('sha256').update(from).digest('hex')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-')
}

async function goOn(tx: Transaction, { accountId, ticketKey }: Context, input: Input, id: string) {
  const task = (await readClientTasks(tx, tx.dialect, accountId, taskKind, [id])).get(id)
  if (task === undefined) throw ticketTaskNotFound()
  const asked = askedOf(task.details)
  // A policy may have let the caller in because of the computer it names, so it must be the one of the task.
  const { regionId, desktopId, endUserId } = asked
  const { DesktopId = desktopId, EndUserId = endUserId } = input
  if (input.RegionId !== regionId || DesktopId !== desktopId || EndUserId !== endUserId) throw ticketTaskNotFound()
  if (tx.now >= (asked.issuedAt ?? asked.failedAt ?? task.createdAt) + ticketLifeMs) throw ticketTaskNotFound()
  const about = { TaskId: id, DesktopId: desktopId }
  const failed = (code: string, message: string) => ({
    ...about,
    TaskStatus: 'FAILED',
    TaskCode: code,
    TaskMessage: message,
  })
  if (asked.code !== undefined) return failed(asked.code, asked.message ?? '')
  const found = await judge(tx, accountId, asked)
  if ('refusal' in found) {
    const { code, message } = found.refusal
    await putClientTask(tx, accountId, { id, kind: taskKind, details: { ...asked, failedAt: tx.now, code, message } })
    return failed(code, message)
  }
  const { issuedAt = tx.now, clientId, command } = asked
  if (asked.issuedAt === undefined) {
    await putClientTask(tx, accountId, { id, kind: taskKind, details: { ...asked, issuedAt } })
    await writeEvents(tx, accountId, [{ name: 'TicketIssued', regionId, desktopId, endUserId }])
  }
  const { protocolType, details } = found.desktop
  const { primaryEniIp: address } = details
  const Ticket = makeTicket(ticketKey, {
    id,
    accountId,
    regionId,
    desktopId,
    endUserId,
    protocolType,
    expiresAt: issuedAt + ticketLifeMs,
    ...(address === undefined ? {} : { address }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(command === undefined ? {} : { command }),
  })
  return { ...about, TaskStatus: 'FINISHED', Ticket }
}

type Judged = { readonly desktop: Desktop } | { readonly refusal: Problem }

/** Whether the user would be let in now. */
async function judge(tx: Transaction, accountId: string, { regionId, desktopId, endUserId }: Asked): Promise<Judged> {
  const desktop = (await readKeptDesktops(tx, { accountId, regionId, ids: [desktopId] })).get(desktopId)
  if (desktop === undefined) return { refusal: desktopNotFound() }
  const [found] = await readEndUsers(tx, tx.dialect, accountId, [endUserId])
  if (found === undefined) return { refusal: endUserNotFound() }
  if (isLocked(found.user, tx.now)) return { refusal: userLocked() }
  const refusal = await judgePlace(tx, desktop, endUserId)
  if (refusal !== undefined) return { refusal }
  if (!permits(desktop.status, 'connect') || lifeOf(desktop).disabled) return { refusal: desktopStatusIncorrect() }
  return { desktop }
}

/** Whether the computer is the user's, or may become hers as she connects. */
async function judgePlace(tx: Transaction, desktop: Desktop, endUserId: string): Promise<Problem | undefined> {
  const { accountId, shareId, users } = desktop
  const isHers = ({ users: some }: Desktop): boolean => some.some(user => user.endUserId === endUserId)
  if (shareId === undefined) {
    return users.some(user => user.endUserId === endUserId && user.assigned) ? undefined : userNotAuthorised()
  }
  if (!(await readShareUsers(tx, shareId)).includes(endUserId)) return userNotAuthorised()
  const [counted] = await readShares(tx, tx.dialect, accountId, [shareId])
  if (counted?.share.status !== 1) return desktopStatusIncorrect()
  if (isHers(desktop)) return undefined
  const others = await readLivingDesktops(tx, tx.dialect, accountId, shareId)
  if (others.some(isHers)) return userNotAuthorised()
  const hasPlace = isAssignable(desktop) && users.length < placesOf(counted.share)
  return hasPlace ? undefined : desktopStatusIncorrect()
}
