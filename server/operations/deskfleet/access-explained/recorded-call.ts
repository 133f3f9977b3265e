/** A call on record, as the question that RAM would be asked about it now. */
import type { Identity } from '../../../identity/directory.ts'
import type { AccessRequest } from '../../../policy/index.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { type AuditRecord, auditDecisions, searchAudit } from '../../../store/audit.ts'
import { readTags } from '../../../store/tags.ts'
import type { Context } from '../../context.ts'
import { actionOf, resourcesOf } from './seen-calls.ts'
import { whoIs } from './whose-access.ts'

export const callNotRecorded = problem(
  'InvalidRequestId',
  404,
  'No call of this account with this RequestId is on record.',
)

export const recordedCall = record(
  {
    Time: text('When it came: yyyy-MM-ddTHH:mm:ss.SSSZ.', { example: '2026-11-24T08:00:00.000Z' }),
    Caller: text('Who made it.', { example: 'user/alice' }),
    SessionName: optional(text('The session of a role; its policy is not on record.', { example: 'ci' })),
    Code: text('`OK`, or the code of the refusal.', { example: 'Forbidden.RAM' }),
    Effect: oneOf(auditDecisions, 'What RAM decided then; NotAsked: the call was refused before.', {
      example: 'ImplicitDeny',
    }),
    Because: optional(
      text('The reason then.', {
        example: 'No policy of acs:ram::1234567890123456:user/alice allows ecd:DeleteDesktops.',
      }),
    ),
    WentOn: flag('Whether it went on although it was decided against: policies only warned.', { example: false }),
  },
  'The call as it stands on record; everything else is decided by the policies of now.',
)

export interface Recorded {
  readonly identity: Identity
  readonly request: AccessRequest
  readonly view: Static<typeof recordedCall>
}

/** @throws Problem InvalidRequestId; EntityNotExist.User, .Role when who made it is gone */
export async function recordedQuestion(requestId: string, context: Context): Promise<Recorded> {
  const { store, accountId, audit } = context
  await audit.flush()
  const { records } = await searchAudit(store, accountId, { requestId, limit: 1 })
  const [found] = records
  // Without an operation or a caller there is nothing to ask RAM.
  if (found === undefined || found.operation === '' || found.caller === '') throw callNotRecorded()
  return { identity: await identityOf(found, context), request: await requestOf(found, context), view: viewOf(found) }
}

async function identityOf({ caller, details }: AuditRecord, context: Context): Promise<Identity> {
  const { accountId } = context
  if (caller === 'root') {
    const principal = { type: 'Account', accountId, arn: `acs:ram::${accountId}:root` } as const
    return { principal, policies: [], accessMode: 'enforce' }
  }
  const name = caller.slice(caller.indexOf('/') + 1)
  const identity = await whoIs(caller.startsWith('role/') ? { Role: name } : { User: name }, context)
  const { principal } = identity
  if (principal.type !== 'AssumedRole') return identity
  const sessionName = details.session ?? ''
  const arn = `acs:ram::${accountId}:assumed-role/${principal.name}/${sessionName}`
  return { ...identity, principal: { ...principal, sessionName, arn } }
}

async function requestOf(found: AuditRecord, { store, accountId }: Context): Promise<AccessRequest> {
  const { details, at } = found
  const resources = resourcesOf(found)
  const ids = resources.flatMap(name => /:ecddesktop\/([^/]+)$/.exec(name)?.[1] ?? [])
  const tags = await readTags(store, store.dialect, accountId, ids)
  const { Tag, ExternalId } = parametersOf(found)
  return {
    action: actionOf(found),
    resources,
    context: {
      secureTransport: details.secure,
      timeMs: at,
      sourceIp: details.sourceIp,
      ...(details.region === undefined ? {} : { region: details.region }),
      requestTags: tagsOf(Tag),
      resourceTags: resource => tags.get(resource.slice(resource.lastIndexOf('/') + 1)) ?? {},
      ...(typeof ExternalId === 'string' ? { extra: { 'sts:ExternalId': [ExternalId] } } : {}),
    },
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What was too long to be kept whole is not read. */
function parametersOf({ parameters }: AuditRecord): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(parameters ?? '{}')
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

const tagsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    (Array.isArray(value) ? value : []).flatMap((tag: unknown) =>
      isRecord(tag) && typeof tag.Key === 'string' ? [[tag.Key, typeof tag.Value === 'string' ? tag.Value : '']] : [],
    ),
  )

const viewOf = ({ at, caller, code, decision, details }: AuditRecord): Static<typeof recordedCall> => ({
  Time: new Date(at).toISOString(),
  Caller: caller,
  ...(details.session === undefined ? {} : { SessionName: details.session }),
  Code: code,
  Effect: decision,
  ...(details.reason === undefined ? {} : { Because: details.reason }),
  WentOn: details.warned === true,
})
