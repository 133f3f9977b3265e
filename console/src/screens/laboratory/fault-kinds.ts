/** Which fields of InjectFault a kind of fault takes, and which it cannot do without. The server refuses all others. */

const calls = ['Operation', 'First', 'Every']
const computers = ['DesktopId', 'Step', 'AccountId']

interface Fitting {
  readonly takes: readonly string[]
  readonly needs: readonly string[]
}

export const faultKinds: Readonly<Record<string, Fitting>> = {
  Error: { takes: [...calls, 'Code', 'HttpStatus', 'Message', 'RetryAfterMs'], needs: ['Operation', 'Code'] },
  Delay: { takes: [...calls, 'DelayMs'], needs: ['Operation', 'DelayMs'] },
  ConnectionReset: { takes: [...calls, 'When'], needs: ['Operation'] },
  SlowBody: { takes: [...calls, 'DelayMs'], needs: ['Operation', 'DelayMs'] },
  TruncatedPage: { takes: calls, needs: ['Operation'] },
  AdversarialPaging: { takes: calls, needs: ['Operation'] },
  ProviderDawdle: { takes: [...computers, 'DelayMs'], needs: ['DelayMs'] },
  ProviderFailOnce: { takes: computers, needs: [] },
  ProviderFailAlways: { takes: computers, needs: [] },
  ProviderVanish: { takes: ['DesktopId', 'AccountId'], needs: [] },
}

/** Of a kind that is not known here every field is shown: the server will say. */
export const isTakenBy = (kind: string, field: string): boolean =>
  field === 'Kind' || (faultKinds[kind]?.takes.includes(field) ?? true)

export const isNeededBy = (kind: string, field: string): boolean => faultKinds[kind]?.needs.includes(field) ?? false
