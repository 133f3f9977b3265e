/**
 * Who signs in: form → proof. Whoever does not exist is refused like whoever gives something wrong, in the same words and after
 * the same work.
 */
import ipaddr from 'ipaddr.js'
import { markOfPassword, type SignInProof } from '../../identity/console-session.ts'
import type { Directory } from '../../identity/directory.ts'
import type { Keyring } from '../../identity/keyring.ts'
import { hashPassword, verifyPassword } from '../../identity/passwords.ts'
import { readToken } from '../../identity/session-token.ts'
import { securityPreferenceOf } from '../../operations/ram/account/security-preferences.ts'
import { isAcceptable, passwordRule } from '../../operations/ram/login/login-fields.ts'
import { findUser } from '../../store/identity.ts'
import { findLoginProfile, type LoginProfile } from '../../store/ram-people.ts'
import type { Store } from '../../store/store.ts'
import { equalInConstantTime } from '../../wire/signature/encoding.ts'
import {
  credentialsWrong,
  networkForbidden,
  passwordResetRequired,
  passwordTooWeak,
  requestInvalid,
} from './refusal.ts'
import type { KeyForm, PasswordForm, SignInForm } from './sign-in-form.ts'

export interface Proven {
  readonly accountId: string
  readonly proof: SignInProof
  /** When what was shown ends by itself, as a temporary key does. */
  readonly until?: number
  /** The profile as it was, and the hash of the password chosen in its place. */
  readonly newPassword?: { readonly before: LoginProfile; readonly passwordHash: string }
}

export interface ProvingParts {
  readonly store: Store
  readonly directory: Directory
  readonly keyring: Keyring
}

/** @throws ConsoleRefusal InvalidCredentials */
export async function prove(parts: ProvingParts, form: SignInForm, nowMs: number): Promise<Proven> {
  if (!('accessKeyId' in form)) return provePassword(parts, form)
  await parts.directory.refresh()
  return form.accessKeyId.startsWith('STS.') ? proveTemporaryKey(parts, form, nowMs) : proveKey(parts, form)
}

async function proveKey(
  { directory }: ProvingParts,
  { accessKeyId, accessKeySecret, securityToken }: KeyForm,
): Promise<Proven> {
  // Nothing else can be a key's id, and not every database takes every text.
  const credential = /^[\x21-\x7e]{1,128}$/.test(accessKeyId) ? await directory.credential(accessKeyId) : undefined
  const right = equalInConstantTime(accessKeySecret, credential?.secret ?? '')
  if (!right || credential?.key.status !== 'Active' || securityToken !== undefined) throw credentialsWrong()
  const { principal } = credential.identity
  const userId = principal.type === 'RAMUser' ? { userId: principal.userId } : {}
  return { accountId: principal.accountId, proof: { by: 'accessKey', keyId: accessKeyId, ...userId } }
}

/** Of roles only: a key of the console would sign in for a session that signs in for another. */
async function proveTemporaryKey(
  { directory, keyring }: ProvingParts,
  { accessKeyId, accessKeySecret, securityToken = '' }: KeyForm,
  nowMs: number,
): Promise<Proven> {
  const session = readToken(keyring.tokens, securityToken)
  if (session === undefined || session.keyId !== accessKeyId || session.expiresAt <= nowMs) throw credentialsWrong()
  if (!equalInConstantTime(accessKeySecret, session.secret)) throw credentialsWrong()
  if ((await directory.roleSession(session)) === undefined) throw credentialsWrong()
  const { keyId: _, secret: __, accountId, expiresAt, ...role } = session
  return { accountId, proof: { by: 'role', ...role }, until: expiresAt }
}

async function provePassword({ store }: ProvingParts, form: PasswordForm): Promise<Proven> {
  const { accountId, userName, password, newPassword } = form
  const couldBe = /^\d{1,32}$/.test(accountId) && /^[A-Za-z0-9._-]{1,64}$/.test(userName)
  const [profile, user] = couldBe
    ? await Promise.all([findLoginProfile(store, accountId, userName), findUser(store, accountId, userName)])
    : []
  const right = await verifyPassword(password, profile?.passwordHash)
  if (!right || profile === undefined || user === undefined) throw credentialsWrong()
  const { userId } = user
  const signedIn = (passwordHash: string): Proven => ({
    accountId,
    proof: { by: 'password', userId, password: markOfPassword(passwordHash) },
  })
  if (!profile.passwordResetRequired) {
    if (newPassword !== undefined) throw requestInvalid('newPassword is for whoever has to choose another password.')
    return signedIn(profile.passwordHash)
  }
  if (newPassword === undefined) throw passwordResetRequired()
  if (newPassword === password || !isAcceptable(newPassword, userName)) throw passwordTooWeak(passwordRule)
  const passwordHash = await hashPassword(newPassword)
  return { ...signedIn(passwordHash), newPassword: { before: profile, passwordHash } }
}

/**
 * Until when the session lasts: as the account prefers, and no longer than what was shown.
 *
 * @throws ConsoleRefusal LoginNetworkForbidden for a user from elsewhere than the account lets its users sign in from
 */
export async function endOfSession(
  { store }: Pick<ProvingParts, 'store'>,
  { accountId, proof, until = Number.POSITIVE_INFINITY }: Proven,
  source: string,
  nowMs: number,
): Promise<number> {
  const { loginSessionDuration, loginNetworkMasks } = await securityPreferenceOf(store, accountId)
  const isUser = proof.by !== 'role' && proof.userId !== undefined
  if (isUser && !isAmong(source, loginNetworkMasks)) throw networkForbidden()
  return Math.min(nowMs + loginSessionDuration * 3600_000, until)
}

/** @param masks as SetSecurityPreference takes them: IPv4, divided by semicolons; empty for everywhere */
function isAmong(source: string, masks: string): boolean {
  if (masks === '') return true
  const address = ipaddr.isValid(source) ? ipaddr.process(source) : undefined
  return masks.split(';').some(mask => {
    const block = ipaddr.parseCIDR(mask.includes('/') ? mask : `${mask}/32`)
    const [network, bits] = block
    if (mask.endsWith('/0')) return true
    return address instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4 && address.match(network, bits)
  })
}
