/** What a policy is to be made from, as it stands in the address and as GeneratePolicy takes it; and what the answer rests on. */
import { instantOf } from '../../forms/instant-of.ts'

const whoParameters = { user: 'User', role: 'Role', key: 'UserAccessKeyId' } as const
export type WhoKind = keyof typeof whoParameters
export const whoKinds = Object.keys(whoParameters) as WhoKind[]

export interface GeneratedDraft {
  readonly kind: WhoKind
  readonly name: string
  readonly from: string
  readonly until: string
  readonly maxIds: string
  readonly refusedToo: boolean
}

/** Where the policy of somebody's calls is made. */
export const generatedPath = (kind: WhoKind, name: string): string =>
  `/access/generate?${new URLSearchParams({ [kind]: name })}`

export function draftIn(params: URLSearchParams): GeneratedDraft {
  const kind = whoKinds.find(one => params.has(one)) ?? 'user'
  return {
    kind,
    name: params.get(kind) ?? '',
    from: params.get('from') ?? '',
    until: params.get('until') ?? '',
    maxIds: params.get('max') ?? '20',
    refusedToo: params.get('refused') === 'true',
  }
}

/** All of it, so that what another question left in the address goes. */
export const addressOf = ({ kind, name, from, until, maxIds, refusedToo }: GeneratedDraft) => ({
  user: '',
  role: '',
  key: '',
  [kind]: name,
  from,
  until,
  max: maxIds,
  refused: refusedToo ? 'true' : '',
})

/** @returns undefined while nobody is named */
export function generatedInput({ kind, name, from, until, maxIds, refusedToo }: GeneratedDraft) {
  if (name === '') return undefined
  return {
    [whoParameters[kind]]: name,
    ...(from === '' ? {} : { StartTime: instantOf(from) }),
    ...(until === '' ? {} : { EndTime: instantOf(until) }),
    ...(/^\d+$/.test(maxIds) ? { MaxIds: Number(maxIds) } : {}),
    ...(refusedToo ? { IncludeRefused: true } : {}),
  }
}

export interface StatementRead {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

const listed = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String)

/** The statements of a document that the server made. */
export function statementsOf(document: string): StatementRead[] {
  const { Statement } = JSON.parse(document) as { readonly Statement: readonly Record<string, unknown>[] }
  return Statement.map(({ Action, Resource }) => ({ actions: listed(Action), resources: listed(Resource) }))
}

/** The calls of an action in the audit trail, which is filtered by user alone: of roles and keys it shows everybody's calls of that name. */
export function callsPath(action: string, { kind, name }: GeneratedDraft, from: string, until: string): string {
  const operation = action.slice(action.indexOf(':') + 1)
  return `/audit?${new URLSearchParams({ ...(kind === 'user' ? { user: name } : {}), operation, from, until })}`
}
