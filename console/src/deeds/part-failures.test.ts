import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failuresIn } from './part-failures.ts'

describe('a change of several things', () => {
  it('tells what failed in an answer that succeeds as a whole', () => {
    const failed = { EndUserId: 'berta', ErrorCode: 'ExistedEndUserId', ErrorMessage: 'She exists.' }
    assert.deepEqual(failuresIn({ RequestId: 'r', CreateResult: { CreatedUsers: [], FailedUsers: [failed] } }), [
      { name: 'berta', code: 'ExistedEndUserId', message: 'She exists.' },
    ])
    assert.deepEqual(failuresIn({ RequestId: 'r', LockUsersResult: { LockedUsers: ['a'], FailedUsers: [] } }), [])
    assert.deepEqual(failuresIn(undefined), [])
  })
})
