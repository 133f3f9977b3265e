/**
 * Who calls: proof → caller. The order of refusals is the one in wire/README.md (wire-protocol.md 6).
 *
 * Looking up and verifying are two things: here the key is found and everything around it checked; the arithmetic is in
 * wire/signature.
 */
import { randomBytes } from 'node:crypto'
import type { NonceBook } from '../store/nonces.ts'
import type { Call, ProofV1, ProofV3 } from '../wire/call.ts'
import * as refuse from '../wire/problems.ts'
import { equalInConstantTime } from '../wire/signature/encoding.ts'
import { verifyV1 } from '../wire/signature/v1.ts'
import { type Algorithm, hashBody, hasKnownAlgorithm, type VerifyingKey, verifyV3 } from '../wire/signature/v3.ts'
import type { Credential, Directory, Identity } from './directory.ts'
import type { Keyring } from './keyring.ts'
import { readAnyToken } from './session-token.ts'

export interface Caller extends Identity {
  readonly accountId: string
  readonly keyId: string
  /** The key is one of a session of the console: the caller did sign in, without a second factor. */
  readonly console?: true
}

export interface AuthenticationSettings {
  readonly validityMs: number
  /** Host names a client may have signed when a proxy rewrote Host. */
  readonly publicHosts: readonly string[]
}

export interface Authenticator {
  /**
   * Finds out who calls.
   *
   * @param nowMs the real clock: the time window of signatures never follows a virtual one
   * @throws Problem
   */
  authenticate(call: Call, nowMs: number): Promise<Caller>
}

type Key = Pick<Credential, 'secret' | 'publicKey' | 'identity'> & Pick<Caller, 'console'>

export function makeAuthenticator(
  directory: Directory,
  nonces: NonceBook,
  keyring: Keyring,
  { validityMs, publicHosts }: AuthenticationSettings,
): Authenticator {
  async function findKey(keyId: string, token: string | undefined, nowMs: number): Promise<Key> {
    if (keyId.startsWith('STS.')) return findTemporaryKey(keyId, token, nowMs)
    const credential = await directory.credential(keyId)
    if (credential === undefined) throw refuse.keyNotFound()
    if (credential.key.status !== 'Active') throw refuse.keyInactive()
    if (token !== undefined) throw refuse.tokenMismatch()
    return credential
  }

  async function findTemporaryKey(keyId: string, token: string | undefined, nowMs: number): Promise<Key> {
    if (token === undefined) throw refuse.missing('SecurityToken')
    const session = readAnyToken(keyring.tokens, token)
    if (session === undefined) throw refuse.tokenMalformed()
    if (session.keyId !== keyId) throw refuse.tokenMismatch()
    if (session.expiresAt <= nowMs) throw refuse.tokenExpired()
    const ofConsole = 'sessionId' in session
    const identity = await (ofConsole ? directory.consoleSession(session.sessionId) : directory.roleSession(session))
    // Deleting a role kills its tokens (ram.md 1.6), as signing out kills those of the console; no code of its own is known for that.
    if (identity === undefined) throw refuse.tokenExpired()
    return { secret: session.secret, identity, ...(ofConsole ? { console: true } : {}) }
  }

  function checkTime(text: string, nowMs: number): void {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) throw refuse.timeMalformed()
    const time = Date.parse(text)
    if (Number.isNaN(time)) throw refuse.timeMalformed()
    if (Math.abs(time - nowMs) > validityMs) throw refuse.timeExpired()
  }

  return {
    async authenticate(call, nowMs) {
      const proof = signedProof(call)
      const { keyId, time, nonce } = required(proof)
      checkTime(time, nowMs)
      await directory.refresh()
      const key = await findKey(keyId, proof.token, nowMs)
      if (proof.kind === 'V1') checkV1(call, proof, key)
      else checkV3(call, proof, key, publicHosts)
      // Burnt only now: before the signature is known to be good, anybody could burn somebody else's nonces.
      if (!(await nonces.burn(keyId, nonce, nowMs))) throw refuse.nonceUsed()
      const caller = { ...key.identity, accountId: key.identity.principal.accountId, keyId }
      return key.console ? { ...caller, console: true } : caller
    },
  }
}

/** Only signed calls are answered; the other kinds of proof are known, and refused. */
function signedProof({ proof }: Call): ProofV1 | ProofV3 {
  if (proof.kind === 'V1' || proof.kind === 'V3') return proof
  throw proof.kind === 'anonymous' ? refuse.missing('AccessKeyId') : refuse.signatureTypeUnknown()
}

function required(proof: ProofV1 | ProofV3): { keyId: string; time: string; nonce: string } {
  const { keyId, time, nonce } = proof
  if (!keyId) throw refuse.missing('AccessKeyId')
  if (proof.kind === 'V1') {
    if (proof.method === undefined) throw refuse.missing('SignatureMethod')
    if (proof.version === undefined) throw refuse.missing('SignatureVersion')
    if (proof.signature === undefined) throw refuse.missing('Signature')
  }
  if (time === undefined) throw refuse.missing('Timestamp')
  if (nonce === undefined) throw refuse.missing('SignatureNonce')
  if (!/^[\x21-\x7e]{1,128}$/.test(nonce)) throw refuse.invalid('SignatureNonce')
  // Nothing else can be a key's id, and not every database takes every text.
  if (!/^[\x21-\x7e]{1,128}$/.test(keyId)) throw refuse.keyNotFound()
  return { keyId, time, nonce }
}

function checkV1(call: Call, proof: ProofV1, { secret }: Key): void {
  const { method, version, type, signature = '', pairs } = proof
  if (method !== 'HMAC-SHA1' || version !== '1.0') throw refuse.signatureMethodUnknown()
  if (type !== undefined) throw refuse.signatureTypeUnknown()
  // A key pair has no secret to sign with: nothing a V1 client could have sent fits.
  const verdict = verifyV1({ method: call.method, pairs, secret: secret ?? randomBytes(32).toString('hex'), signature })
  if (!verdict.ok) throw refuse.signatureMismatchV1(verdict.stringToSign)
}

function checkV3(call: Call, proof: ProofV3, key: Key, publicHosts: readonly string[]): void {
  const { authorization, body, payloadHash, headers, query } = proof
  if (!hasKnownAlgorithm(authorization)) throw refuse.signatureMethodUnknown()
  if (payloadHash === undefined) throw refuse.signatureIncomplete()
  const verdict = verifyV3({
    authorization,
    method: call.method,
    queryPairs: query,
    headers,
    payloadHash,
    key: verifyingKey(key, authorization.algorithm),
    hostCandidates: publicHosts,
  })
  if (!verdict.ok) throw refuse.signatureMismatchV3(verdict.stringToSign, verdict.canonicalRequest)
  if (!equalInConstantTime(hashBody(authorization.algorithm, body), payloadHash)) {
    throw refuse.bodyHashMismatch()
  }
}

/** What fits the algorithm if the caller has it; the other kind of key never verifies. */
function verifyingKey({ secret, publicKey }: Key, algorithm: Algorithm): VerifyingKey {
  if (publicKey !== undefined && (algorithm === 'ACS3-RSA-SHA256' || secret === undefined)) return { publicKey }
  if (secret === undefined) throw new Error('An access key has neither a secret nor a public key.')
  return { secret }
}
