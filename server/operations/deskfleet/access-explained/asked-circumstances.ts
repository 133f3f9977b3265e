/** The circumstances of a call that nobody has made: what ExplainDecision is told, and what the store knows. */
import { isIP } from 'node:net'
import { realClock } from '../../../domain/clock.ts'
import { parseTime } from '../../../domain/times.ts'
import type { AccessRequest } from '../../../policy/index.ts'
import { resourceTypes } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, list, optional, record, type Static, text } from '../../../spec/shape.ts'
import { readDesktops } from '../../../store/desktops.ts'
import type { Context } from '../../context.ts'

const tag = record({
  Key: text('The key.', { example: 'team' }),
  Value: optional(text('The value; empty when absent.', { example: 'blue' })),
})

export const askedParameters = {
  AuthAction: optional(
    text('The action, as policies name it. Needed unless RequestId is given.', {
      maxLength: 256,
      example: 'ecd:DeleteDesktops',
    }),
  ),
  RegionId: optional(
    text('Where; it completes shortened resources. When absent, where the named computer is, or any region.', {
      example: 'cn-hangzhou',
    }),
  ),
  Resource: optional(
    list(
      text('A resource: its full name; its type and id, as in `ecddesktop/<id>`, for one of the account; or `*`.', {
        maxLength: 1024,
        example: 'ecddesktop/ecd-ia2zw38bi6cm7****',
      }),
      'The resources the call would touch, all of which have to be allowed; `*`, a call that names none, when absent.',
      { max: 100 },
    ),
  ),
  SourceIp: optional(text('The address the call would come from.', { example: '203.0.113.10' })),
  SecureTransport: flag('Whether it would come over TLS.', { fallback: true, example: true }),
  Time: optional(
    text('When it would come: yyyy-MM-ddTHH:mm[:ss]Z. Now when absent.', { example: '2026-11-24T08:00:00Z' }),
  ),
  MfaPresent: optional(
    flag('Whether its session was opened with a second factor; unknown, as for access keys, when absent.', {
      example: true,
    }),
  ),
  RequestTag: optional(list(tag, 'The tags the call would carry.', { max: 20 })),
  ResourceTag: optional(
    list(tag, 'The tags every resource is taken to have; those the computers carry when absent.', { max: 20 }),
  ),
  ExternalId: optional(text('For sts:AssumeRole: the ExternalId it would carry.', { example: 'partner-1' })),
}

const shape = record(askedParameters)
export type Asked = Static<typeof shape>

const actionMissing = problem('MissingAuthAction', 400, 'AuthAction is mandatory for this action.')
const actionInvalid = problem('InvalidAuthAction', 400, (value: string) => `"${value}" is not the name of an action.`)
const resourceInvalid = problem(
  'InvalidResource',
  400,
  (value: string) =>
    `"${value}" is not a resource: write "acs:…" in full, a type and an id such as "ecddesktop/<id>", or "*".`,
)
const addressInvalid = problem('InvalidSourceIp', 400, 'Specified parameter SourceIp is not an IP address.')
const timeInvalid = problem('InvalidTime', 400, 'Specified parameter Time is not valid.')

export const askedProblems = [actionMissing, actionInvalid, resourceInvalid, addressInvalid, timeInvalid]

/** @throws Problem MissingAuthAction, InvalidAuthAction, InvalidResource, InvalidSourceIp, InvalidTime */
export async function askedRequest(asked: Asked, context: Context): Promise<AccessRequest> {
  const { AuthAction, RegionId, SourceIp, SecureTransport, Time, MfaPresent, ExternalId } = asked
  if (AuthAction === undefined) throw actionMissing()
  if (!/^[^\s,:*?]+:[^\s,*?]+$/.test(AuthAction)) throw actionInvalid(AuthAction)
  if (SourceIp !== undefined && isIP(SourceIp) === 0) throw addressInvalid()
  const timeMs = Time === undefined ? realClock.now() : parseTime(Time)
  if (timeMs === undefined) throw timeInvalid()
  const given = asked.Resource ?? ['*']
  const computers = await readDesktops(context.store, context.store.dialect, context.accountId, given.flatMap(idOf))
  const known = new Map(computers.map(computer => [computer.id, computer]))
  const resources = given.map(name => {
    const [id = ''] = idOf(name)
    return fullName(name, {
      action: AuthAction,
      region: RegionId ?? known.get(id)?.regionId,
      accountId: context.accountId,
    })
  })
  const carried = (resource: string) => known.get(idOf(resource)[0] ?? '')?.tags ?? {}
  return {
    action: AuthAction,
    resources: [...new Set(resources)],
    context: {
      secureTransport: SecureTransport,
      timeMs,
      requestTags: tagsOf(asked.RequestTag ?? []),
      resourceTags: asked.ResourceTag === undefined ? carried : tagsOf(asked.ResourceTag),
      ...(RegionId === undefined ? {} : { region: RegionId }),
      ...(SourceIp === undefined ? {} : { sourceIp: SourceIp }),
      ...(MfaPresent === undefined ? {} : { mfa: MfaPresent }),
      ...(ExternalId === undefined ? {} : { extra: { 'sts:ExternalId': [ExternalId] } }),
    },
  }
}

const services = new Map<string, 'ecd' | 'ram'>(Object.entries(resourceTypes))

interface Surroundings {
  readonly action: string
  readonly region: string | undefined
  readonly accountId: string
}

/** As access-request.ts names what a call touches: RAM knows no regions, and AssumeRole is given the name of a role. */
function fullName(name: string, { action, region = '*', accountId }: Surroundings): string {
  if (name === '*' || /^acs:[^:\s]+:[^:\s]*:[^:\s]*:\S+$/.test(name)) return name
  const type = /^([a-z]+)\/\S+$/.exec(name)?.[1]
  const service = type === undefined ? undefined : services.get(type)
  if (service === undefined) throw resourceInvalid(name)
  if (action.toLowerCase() === 'sts:assumerole') return `acs:ram::${accountId}:${name}`
  return `acs:${service}:${service === 'ram' ? '*' : region}:${accountId}:${name}`
}

const tagsOf = (tags: readonly Static<typeof tag>[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value = '' }) => [Key, Value]))

/** The id of the computer a resource names; of other resources none. */
const idOf = (name: string): readonly string[] => {
  const id = /(?:^|:)ecddesktop\/([^/]+)$/.exec(name)?.[1]
  return id === undefined ? [] : [id]
}
