/**
 * What a refusal knows of its decision, sealed into a text that only the account's own administrators can have opened
 * (ram.md 3.3).
 */
import type { Decision } from '../policy/index.ts'
import type { Sealer } from './keyring.ts'

export interface DiagnosticMessage {
  readonly ExplicitDeny: boolean
  readonly NoPermissionPolicyType: NonNullable<Decision['policyType']>
  readonly AuthAction: string
  readonly AuthResource: string
  readonly AuthPrincipal: {
    readonly AuthPrincipalType: string
    readonly AuthPrincipalDisplayName: string
    readonly AuthPrincipalOwnerId: string
  }
  readonly AuthConditions: readonly { readonly ConditionKey: string; readonly ConditionValues: readonly string[] }[]
  readonly MatchedPolicies: readonly MatchedPolicy[]
  /** One sentence for a person: ours, the vendor has none. */
  readonly Because: string
}

export interface MatchedPolicy {
  readonly Effect: 'Allow' | 'Deny'
  readonly PolicyIdentifier: string
  readonly PolicyType: 'Custom' | 'System'
  /** Absent for what has no versions: the vendor's own, session, trust and control policies. */
  readonly PolicyVersion?: string
  readonly AttachedEntityType: 'RamUser' | 'RamGroup' | 'RamRole' | 'ResourceDirectoryTarget'
  readonly AttachedScope: 'Account' | 'Folder' | 'ResourceGroup'
}

export interface SealedDiagnostics {
  /** The account of the refused caller, whose administrators may read it. */
  readonly accountId: string
  /** When the call was refused, by the real clock; milliseconds since 1970 UTC. */
  readonly at: number
  readonly message: DiagnosticMessage
}

const purpose = 'diagnostic message'
/** The vendor's messages begin with AQ: the first twelve bits are 1 and 0. */
const mark = Buffer.of(1, 0)

export const sealDiagnostics = (diagnostics: Sealer, sealed: SealedDiagnostics): string =>
  Buffer.concat([mark, diagnostics.seal(JSON.stringify(sealed), purpose)]).toString('base64')

/** What is in a text that `sealDiagnostics` made; undefined for any other text. */
export function openDiagnostics(diagnostics: Sealer, text: string): SealedDiagnostics | undefined {
  if (!/^AQ[A-Za-z0-9+/]{40,}={0,2}$/.test(text)) return undefined
  const opened = diagnostics.open(Buffer.from(text, 'base64').subarray(mark.length), purpose)
  return opened === undefined ? undefined : (JSON.parse(opened) as SealedDiagnostics)
}
