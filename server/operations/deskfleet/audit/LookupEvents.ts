import { parseTime } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { decimal, flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import {
  type AuditFilter,
  type AuditPlace,
  type AuditRecord,
  auditDecisions,
  searchAudit,
} from '../../../store/audit.ts'
import { type Context, operation } from '../../context.ts'
import { nextTokenInvalid, pagedBy } from '../../paging.ts'
import { deskfleet } from '../../products.ts'

const startInvalid = problem('InvalidStartTime', 400, 'Specified parameter StartTime is not valid.')
const endInvalid = problem('InvalidEndTime', 400, 'Specified parameter EndTime is not valid.')
const attributeInvalid = problem('InvalidLookupAttribute', 400, 'Specified parameter LookupAttribute is not valid.')

const instantForm = 'yyyy-MM-ddTHH:mm[:ss[.SSS]]Z, UTC'

const attributeKeys = [
  'EventName',
  'User',
  'ServiceName',
  'EventRW',
  'ResourceName',
  'EventId',
  'RequestId',
  'EventAccessKeyId',
  'ErrorCode',
  'Decision',
] as const
type AttributeKey = (typeof attributeKeys)[number]

const identityShape = record(
  {
    type: oneOf(
      ['root-account', 'ram-user', 'assumed-role', 'unproven'],
      'What kind of caller; unproven: the call named an access key of this account and did not prove that it has it.',
      { example: 'ram-user' },
    ),
    accountId: text('The account.', { example: '1234567890123456' }),
    principalId: optional(text('The id of the user or the role.', { example: '216959339000000000' })),
    userName: optional(text('The name: root, that of the user, or role:session.', { example: 'alice' })),
    accessKeyId: text('The access key the call was signed with; of who signed in with a password, empty.', {
      example: 'LTAI5tDqQ****',
    }),
    assumedBy: optional(
      text('Who assumed the role, as policies name it.', { example: 'acs:ram::1234567890123456:user/alice' }),
    ),
  },
  'Who called.',
)

const eventShape = record({
  eventId: text('The id of the event: that of the request.', { example: '019AB5C8-7C00-5F3A-9F0C-2B7C9D1E4A55' }),
  requestId: text('The RequestId of the answer.', { example: '019AB5C8-7C00-5F3A-9F0C-2B7C9D1E4A55' }),
  eventTime: text('When the request had arrived: yyyy-MM-ddTHH:mm:ss.SSSZ, UTC, by the real clock.', {
    example: '2026-11-24T08:00:00.000Z',
  }),
  eventType: oneOf(
    ['ApiCall', 'ConsoleCall', 'ConsoleSignin', 'ConsoleSignout'],
    'What kind of event: a call, one that came through the console, or that somebody signed in to it or out of it.',
    { example: 'ApiCall' },
  ),
  eventRW: oneOf(['Read', 'Write'], 'Whether the operation reads or writes.', { example: 'Write' }),
  serviceName: text('The code of the product.', { example: 'ecd' }),
  eventName: text('The operation.', { example: 'StopDesktops' }),
  apiVersion: text('The version of the product.', { example: '2020-09-30' }),
  acsRegion: optional(text('The region the call named.', { example: 'cn-hangzhou' })),
  userIdentity: identityShape,
  sourceIpAddress: text('Where the call came from.', { example: '203.0.113.10' }),
  userAgent: optional(text('What the client calls itself.', { example: 'AlibabaCloud (linux; x64) Node.js/v24' })),
  secureTransport: flag('Whether it came over TLS.', { example: true }),
  requestParameterJson: optional(
    text(
      'The parameters as the operation read them: the text of a JSON object, with secrets as *** and long values shortened. ' +
        'Absent when the call was refused before they were read.',
      { example: '{"RegionId":"cn-hangzhou","DesktopId":["ecd-ia2zw38bi6cm7****"]}' },
    ),
  ),
  resourceNames: list(
    text('A name.', { example: 'acs:ecd:cn-hangzhou:1234567890123456:ecddesktop/ecd-ia2zw38bi6cm7****' }),
    'What the call touched, as policies name it.',
  ),
  decision: oneOf(auditDecisions, 'What RAM decided; NotAsked when the call was refused before RAM was asked.', {
    example: 'Allow',
  }),
  decisionReason: optional(text('Why.', { example: 'Statement 1 of the UserPolicy Operators allows it.' })),
  warnOnly: optional(
    flag('true when the call went on against the decision, since the policies of the account only warn.', {
      example: true,
    }),
  ),
  errorCode: optional(
    text('The code of the refusal; absent when the call was answered.', { example: 'Forbidden.RAM' }),
  ),
  httpStatus: integer('The HTTP status of the answer.', { example: 200 }),
  durationMs: decimal('How long it took, in milliseconds.', { example: 4.2 }),
})

type Event = Static<typeof eventShape>

const identityTypes: Readonly<Record<string, Event['userIdentity']['type']>> = {
  root: 'root-account',
  user: 'ram-user',
  role: 'assumed-role',
}

function identityOf({ accountId, caller, keyId, details }: AuditRecord): Event['userIdentity'] {
  const [kind = '', name = kind] = caller.split('/', 2)
  const { principalId, session, assumedBy } = details
  const userName = session === undefined ? name : `${name}:${session}`
  return {
    type: identityTypes[kind] ?? 'unproven',
    accountId,
    ...(principalId === undefined ? {} : { principalId }),
    ...(userName === '' ? {} : { userName }),
    accessKeyId: keyId,
    ...(assumedBy === undefined ? {} : { assumedBy }),
  }
}

function typeOf({ operation, details }: AuditRecord): Event['eventType'] {
  if (details.console === undefined) return 'ApiCall'
  return operation === 'ConsoleSignin' || operation === 'ConsoleSignout' ? operation : 'ConsoleCall'
}

function toEvent(recorded: AuditRecord): Event {
  const { at, requestId, product, operation: name, writes, decision, code, resources, parameters, details } = recorded
  const { version, sourceIp, userAgent, secure, region, reason, warned, status, durationMs } = details
  return {
    eventId: requestId,
    requestId,
    eventTime: new Date(at).toISOString(),
    eventType: typeOf(recorded),
    eventRW: writes ? 'Write' : 'Read',
    serviceName: product,
    eventName: name,
    apiVersion: version,
    ...(region === undefined ? {} : { acsRegion: region }),
    userIdentity: identityOf(recorded),
    sourceIpAddress: sourceIp,
    ...(userAgent === undefined ? {} : { userAgent }),
    secureTransport: secure,
    ...(parameters === undefined ? {} : { requestParameterJson: parameters }),
    resourceNames: [...resources],
    decision,
    ...(reason === undefined ? {} : { decisionReason: reason }),
    ...(warned === undefined ? {} : { warnOnly: warned }),
    ...(code === 'OK' ? {} : { errorCode: code }),
    httpStatus: status,
    durationMs,
  }
}

type Narrowed = Partial<AuditFilter>

/** What a name means: the root, a user, a role in any session, or a role in one (`role:session`). */
function byUser(name: string): Narrowed {
  const colon = name.indexOf(':')
  if (colon >= 0) return { callers: [`role/${name.slice(0, colon)}`], session: name.slice(colon + 1) }
  return { callers: [`user/${name}`, `role/${name}`, ...(name === 'root' ? ['root'] : [])] }
}

const byAttribute: Readonly<Record<AttributeKey, (value: string) => Narrowed>> = {
  EventName: operation => ({ operation }),
  User: byUser,
  ServiceName: name => ({ product: name.toLowerCase() }),
  EventRW(value) {
    if (value !== 'Read' && value !== 'Write') throw attributeInvalid()
    return { writes: value === 'Write' }
  },
  ResourceName: resource => ({ resource }),
  EventId: requestId => ({ requestId: requestId.toUpperCase() }),
  RequestId: requestId => ({ requestId: requestId.toUpperCase() }),
  EventAccessKeyId: keyId => ({ keyId }),
  ErrorCode: code => ({ code }),
  Decision(value) {
    const decision = auditDecisions.find(each => each === value)
    if (decision === undefined) throw attributeInvalid()
    return { decision }
  },
}

/** @throws Problem InvalidLookupAttribute */
function narrowedBy(attributes: readonly { readonly Key: AttributeKey; readonly Value: string }[]): Narrowed {
  const seen = new Set<AttributeKey>()
  let narrowed: Narrowed = {}
  for (const { Key, Value } of attributes) {
    const meant = Key === 'EventId' ? 'RequestId' : Key
    if (seen.has(meant)) throw attributeInvalid()
    seen.add(meant)
    narrowed = { ...narrowed, ...byAttribute[Key](Value) }
  }
  return narrowed
}

/** @throws Problem what `refusal` makes */
function instantOf(given: string | undefined, refusal: () => Error): number | undefined {
  if (given === undefined) return undefined
  const instant = parseTime(given)
  if (instant === undefined) throw refusal()
  return instant
}

/** A token holds two numbers of any size, which is more than the short tokens of other lists have room for. */
function tokensOf({ keyring }: Context, purpose: string) {
  return {
    issue: ({ at, sequence }: AuditPlace): string =>
      keyring.links.seal(JSON.stringify([at, sequence]), purpose).toString('base64url'),
    /** @throws Problem InvalidNextToken */
    read(token: string): AuditPlace {
      const opened = keyring.links.open(Buffer.from(/^[\w-]+$/.test(token) ? token : '', 'base64url'), purpose)
      if (opened === undefined) throw nextTokenInvalid()
      const [at, sequence] = JSON.parse(opened) as [number, number]
      return { at, sequence }
    },
  }
}

export const LookupEvents = operation({
  product: deskfleet,
  name: 'LookupEvents',
  summary:
    'Looks up which calls were made in the caller’s account: who, from where, what, what RAM decided, how it ended.',
  description:
    'Every account sees its own calls. What this server has answered is there at once; calls that only read on other servers of ' +
    'the same store turn up within a second. Parameters and fields are named as in ActionTrail. A page may hold fewer events ' +
    'than MaxResults, or none, and yet carry a NextToken: it then marks how far a long search has come.',
  ram: { action: 'deskfleet:LookupEvents', level: 'list', resources: everything },
  request: record({
    StartTime: optional(
      text(`Only calls at or after this instant: ${instantForm}.`, { example: '2026-11-24T00:00:00Z' }),
    ),
    EndTime: optional(text(`Only calls before this instant: ${instantForm}.`, { example: '2026-11-25T00:00:00Z' })),
    Direction: oneOf(['BACKWARD', 'FORWARD'], 'The newest first, or the oldest.', {
      fallback: 'BACKWARD',
      example: 'BACKWARD',
    }),
    LookupAttribute: optional(
      list(
        record({
          Key: oneOf(
            attributeKeys,
            'By what: EventName, the operation; User, a name, root, or role:session; ServiceName, the code of a product; EventRW, ' +
              'Read or Write; ResourceName, a full name or its last part; EventId or RequestId; EventAccessKeyId; ErrorCode; Decision.',
            { example: 'EventName' },
          ),
          Value: text('Exactly this.', { example: 'StopDesktops' }),
        }),
        'What the calls have to have; all of it together, each key once.',
        { max: 10 },
      ),
    ),
    MaxResults: integer('How many events a page holds at most.', { fallback: 20, min: 1, max: 1000, example: 50 }),
    NextToken: optional(
      text('Where to go on: the NextToken of the answer before. Absent: from the start.', {
        example: 'mAh0c2VhbGVkIG1hcmtlcg',
      }),
    ),
  }),
  response: record({
    Events: list(eventShape, 'The calls of this page.'),
    NextToken: optional(
      text('Where the next page starts. Absent on the last page.', { example: 'mAh0c2VhbGVkIG1hcmtlcg' }),
    ),
  }),
  problems: [nextTokenInvalid, startInvalid, endInvalid, attributeInvalid],
  example: {
    request: {
      StartTime: '2026-11-24T00:00:00Z',
      LookupAttribute: [{ Key: 'EventName', Value: 'StopDesktops' }],
    },
    response: {
      Events: [
        {
          eventId: '019AB5C8-7C00-5F3A-9F0C-2B7C9D1E4A55',
          requestId: '019AB5C8-7C00-5F3A-9F0C-2B7C9D1E4A55',
          eventTime: '2026-11-24T08:00:00.000Z',
          eventType: 'ApiCall',
          eventRW: 'Write',
          serviceName: 'ecd',
          eventName: 'StopDesktops',
          apiVersion: '2020-09-30',
          acsRegion: 'cn-hangzhou',
          userIdentity: {
            type: 'ram-user',
            accountId: '1234567890123456',
            principalId: '216959339000000000',
            userName: 'alice',
            accessKeyId: 'LTAI5tDqQ****',
          },
          sourceIpAddress: '203.0.113.10',
          secureTransport: true,
          requestParameterJson: '{"RegionId":"cn-hangzhou","DesktopId":["ecd-ia2zw38bi6cm7****"]}',
          resourceNames: ['acs:ecd:cn-hangzhou:1234567890123456:ecddesktop/ecd-ia2zw38bi6cm7****'],
          decision: 'Allow',
          httpStatus: 200,
          durationMs: 4.2,
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { store, accountId, audit } = context
    const { MaxResults, NextToken, Direction, LookupAttribute = [] } = input
    const from = instantOf(input.StartTime, startInvalid)
    const until = instantOf(input.EndTime, endInvalid)
    const narrowed = narrowedBy(LookupAttribute)
    const tokens = tokensOf(context, JSON.stringify(pagedBy(context, 'LookupEvents', input)))
    const after = NextToken === undefined ? undefined : tokens.read(NextToken)
    await audit.flush()
    const { records, next } = await searchAudit(store, accountId, {
      ...narrowed,
      from,
      until,
      oldestFirst: Direction === 'FORWARD',
      after,
      limit: MaxResults,
    })
    return { Events: records.map(toEvent), NextToken: next && tokens.issue(next) }
  },
})
