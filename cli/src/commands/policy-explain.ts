/** `deskfleet policy explain`: whether somebody may do something, and why, as a person wants to read it. */
import { readFileSync } from 'node:fs'
import { CommandError } from '../exit.ts'
import { actionFacts } from './policy-facts.ts'
import { collect } from './policy-files.ts'
import { addTarget, askerOf, inputFrom, type Options, type Verbs } from './signed-verbs.ts'

interface Considered {
  readonly Stage: string
  readonly Kind: string
  readonly PolicyType?: string
  readonly PolicyName?: string
  readonly PolicyVersion?: string
  readonly AttachedTo?: string
  readonly Node?: string
  readonly StatementIndex: number
  readonly Effect: string
  readonly Resource: string
  readonly Matched: boolean
  readonly Decided: boolean
  readonly Misses: readonly string[]
}

interface Missing {
  readonly Kind: string
  readonly AttachedTo?: string
  readonly Node?: string
  readonly Statement: string
}

interface Recorded {
  readonly Time: string
  readonly Caller: string
  readonly SessionName?: string
  readonly Code: string
  readonly Effect: string
  readonly Because?: string
  readonly WentOn: boolean
}

/** The answer of ExplainDecision. */
export interface Explained {
  readonly Effect: string
  readonly Because: string
  readonly PolicyType?: string
  readonly Principal: string
  readonly AuthAction: string
  readonly Resources: readonly string[]
  readonly Mode: string
  readonly Recorded?: Recorded
  readonly Statements: readonly Considered[]
  readonly Missing: readonly Missing[]
}

const stageTitles: Readonly<Record<string, string>> = {
  ControlPolicy: 'Control policies',
  SessionPolicy: 'Session policy',
  AccountLevelIdentityBasedPolicy: 'Policies attached account-wide',
  ResourceGroupLevelIdentityBasedPolicy: 'Policies attached for the resource group',
  AssumeRolePolicy: 'Trust policy of the role',
}

const kindWords: Readonly<Record<string, string>> = {
  UserPolicy: 'user',
  GroupPolicy: 'group',
  RolePolicy: 'role',
  SessionPolicy: 'session policy',
  TrustPolicy: 'role',
  ControlPolicy: 'level',
}

/** `policy desk v1 of user alice` */
function whose({ Kind, PolicyType, PolicyName, PolicyVersion, AttachedTo, Node }: Considered): string {
  const system = PolicyType === 'System' ? 'system ' : ''
  const name =
    PolicyName === undefined ? (kindWords[Kind] ?? Kind) : `${system}policy ${PolicyName} ${PolicyVersion ?? ''}`
  const owner = Node ?? AttachedTo
  return owner === undefined ? name.trim() : `${name.trim()} of ${kindWords[Kind] ?? Kind} ${owner}`
}

function statementLine(entry: Considered, several: boolean): string {
  const { StatementIndex, Effect, Resource, Matched, Decided, Misses } = entry
  const mark = Matched ? 'fits' : '  no'
  const on = several ? ` on ${Resource}` : ''
  const head = `  ${mark}  ${Effect}, statement ${StatementIndex} of ${whose(entry)}${on}${Decided ? '   <- decides' : ''}`
  return [head, ...Misses.map(miss => `          ${miss}`)].join('\n')
}

const missingLine = ({ Kind, AttachedTo, Node, Statement }: Missing): string => {
  const owner = Node ?? AttachedTo
  const where = owner === undefined ? '' : ` of ${kindWords[Kind] ?? Kind} ${owner}`
  const what =
    Kind === 'SessionPolicy' ? 'the session policy' : Kind === 'TrustPolicy' ? 'the trust policy' : 'a policy'
  return `  in ${what}${where}: ${Statement}`
}

/** What is on record, and that everything else is of now. */
function recordedLines({ Time, Caller, SessionName, Code, Effect, Because, WentOn }: Recorded): string {
  const session = SessionName === undefined ? '' : ` in the session ${SessionName}, whose policy is not on record`
  const wentOn = WentOn ? ', and the call went on, as the policies only warned' : ''
  const then = Effect === 'NotAsked' ? 'the call was refused before RAM was asked' : `RAM decided ${Effect}${wentOn}`
  const lines = [`On record: ${Time}, ${Caller}${session}, ended with ${Code}; ${then}.`, Because ?? '']
  return [...lines, 'By the policies of now:'].filter(line => line !== '').join('\n')
}

/** The decision first, then what was looked at by stage, then what is missing. */
export function describeExplanation(told: Explained): string {
  const { Effect, Because, Principal, AuthAction, Resources, Mode, Statements } = told
  const may = Effect === 'Allow' ? 'may' : 'may NOT'
  const on = Resources.join() === '*' ? '' : ` on ${Resources.join(', ')}`
  const recorded = told.Recorded === undefined ? [] : [recordedLines(told.Recorded)]
  const blocks = [...recorded, `${Principal} ${may} ${AuthAction}${on}\n${Effect}: ${Because}`]
  // What control policies refuse is refused in every mode.
  if (Mode === 'Warn' && Effect !== 'Allow' && told.PolicyType !== 'ControlPolicy')
    blocks.push('The policies of this account only warn: the call is recorded and goes on all the same.')
  for (const [stage, entries] of Map.groupBy(Statements, ({ Stage }) => Stage)) {
    const lines = entries.map(entry => statementLine(entry, Resources.length > 1))
    blocks.push([stageTitles[stage] ?? stage, ...lines].join('\n'))
  }
  if (Statements.length === 0 && Effect === 'ImplicitDeny') blocks.push('There is no policy that could allow it.')
  if (told.Missing.length > 0) blocks.push(['What is missing', ...told.Missing.map(missingLine)].join('\n'))
  return blocks.join('\n\n')
}

const factsOf = (action: string) => actionFacts.find(facts => facts.action.toLowerCase() === action.toLowerCase())

/** Ids get the type that the action touches; without any, all of that type are meant. @throws CommandError */
export function resourcesFor(action: string, given: readonly string[]): readonly string[] {
  const types = [...new Set((factsOf(action)?.touches ?? []).map(({ type }) => type))]
  if (given.length === 0) return types.map(type => `${type}/*`)
  return given.map(name => {
    if (name === '*' || name.startsWith('acs:') || name.includes('/')) return name
    const [type] = types
    if (types.length === 1 && type !== undefined) return `${type}/${name}`
    const forms =
      types.length === 0 ? 'it touches no resources: leave --resource out' : `write ${types.join('/… or ')}/…`
    throw new CommandError(`--resource is "${name}", and ${action} does not say what that is: ${forms}.`)
  })
}

/** `key=value` pairs as parameters. @throws CommandError */
function tagParameters(parameter: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap((pair, index) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new CommandError(`The tag "${pair}" has no key; write key=value.`)
      const name = `${parameter}.${index + 1}`
      return [
        [`${name}.Key`, pair.slice(0, at)],
        [`${name}.Value`, pair.slice(at + 1)],
      ]
    }),
  )
}

/** JSON text, or `@file` that holds it. */
const textOf = (given: string | boolean | undefined): string | undefined =>
  typeof given === 'string' && given.startsWith('@') ? readFileSync(given.slice(1), 'utf8') : given?.toString()

interface ExplainOptions {
  readonly resource?: readonly string[]
  readonly requestTag?: readonly string[]
  readonly resourceTag?: readonly string[]
}

/** Option → parameter. */
export const whoOptions = { user: 'User', role: 'Role', key: 'UserAccessKeyId' } as const
const askedOptions = {
  action: 'AuthAction',
  region: 'RegionId',
  sourceIp: 'SourceIp',
  time: 'Time',
  mfa: 'MfaPresent',
  externalId: 'ExternalId',
} as const

/** @throws CommandError for options that do not go together */
export function explainInput(options: Options & ExplainOptions): Record<string, unknown> {
  const SessionPolicy = textOf(options.sessionPolicy)
  if (typeof options.requestId === 'string') return { RequestId: options.requestId, SessionPolicy }
  if (typeof options.action !== 'string')
    throw new CommandError('No action is given; write --action with one such as ecd:DeleteDesktops, or --request-id.')
  const resources = resourcesFor(options.action, options.resource ?? [])
  return {
    ...inputFrom(options, { ...whoOptions, ...askedOptions }),
    ...Object.fromEntries(resources.map((name, index) => [`Resource.${index + 1}`, name])),
    ...tagParameters('RequestTag', options.requestTag ?? []),
    ...tagParameters('ResourceTag', options.resourceTag ?? []),
    ...(options.insecure === true ? { SecureTransport: false } : {}),
    SessionPolicy,
  }
}

export function addExplain({ command, show }: Verbs, policy: ReturnType<Verbs['command']>): void {
  addTarget(command('explain', 'Whether somebody may do something, and what decides about it.', policy))
    .option('--user <name>', 'a RAM user; the caller when nobody is named')
    .option('--role <name>', 'a role')
    .option('--key <id>', 'whoever this access key belongs to')
    .option('--action <action>', 'such as ecd:DeleteDesktops')
    .option('--resource <name>', 'id, type/id, acs:… or *; several times for several', collect)
    .option('--region <id>', 'where; any region when absent')
    .option('--source-ip <address>', 'the address the call would come from')
    .option('--time <instant>', 'when it would come; now when absent')
    .option('--mfa <true|false>', 'whether a second factor was used; unknown when absent')
    .option('--insecure', 'the call would not come over TLS')
    .option('--request-tag <key=value>', 'a tag the call would carry', collect)
    .option('--resource-tag <key=value>', 'a tag the resources are taken to have; their own when absent', collect)
    .option('--session-policy <json>', 'for a role: the policy of its session, or @file')
    .option('--external-id <id>', 'for sts:AssumeRole')
    .option('--request-id <id>', 'a call on record, in place of who, action, resources and circumstances')
    .option('--json', 'the same as --output json')
    .action(async (options: Options & ExplainOptions) => {
      const input = explainInput(options)
      const ask = await askerOf(options)
      const told = await ask('ExplainDecision', input)
      const output = options.json === true ? 'json' : options.output
      show(told, { output }, () => describeExplanation(told as unknown as Explained))
    })
}
