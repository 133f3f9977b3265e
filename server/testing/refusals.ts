/** Calls that must be refused, and must have written nothing. */
import assert from 'node:assert/strict'
import type { Problem } from '../spec/problem.ts'
import type { Store } from '../store/store.ts'
import { dumpOf } from './callers.ts'
import { refusalBy } from './calls.ts'

/** Refused with this code, and with this text if one is given; nothing is written. */
export async function checkRefused(
  store: Store,
  act: () => Promise<unknown>,
  code: string,
  message?: string,
): Promise<Problem> {
  const before = await dumpOf(store)
  const refusal = await refusalBy(act())
  assert.equal(refusal.code, code)
  if (message !== undefined) assert.equal(refusal.message, message)
  assert.equal(await dumpOf(store), before)
  return refusal
}

/** The same with the HTTP status, and a pattern where the text is not to be told whole. */
export async function checkRefusal(
  store: Store,
  act: () => Promise<unknown>,
  code: string,
  status: number,
  message?: string | RegExp,
): Promise<void> {
  const refusal = await checkRefused(store, act, code, typeof message === 'string' ? message : undefined)
  assert.equal(refusal.status, status)
  if (message instanceof RegExp) assert.match(refusal.message, message)
}
