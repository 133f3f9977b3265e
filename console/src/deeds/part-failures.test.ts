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

  it('tells who was not connected any more', () => {
    assert.deepEqual(failuresIn({ RequestId: 'r', InvalidSessions: [{ EndUserId: 'alice', DesktopId: 'ecd-1' }] }), [
      { name: 'alice · ecd-1', code: 'InvalidSessions', message: '' },
    ])
    assert.deepEqual(failuresIn({ RequestId: 'r', InvalidSessions: [] }), [])
  })

  it('tells which computers were not taken', () => {
    const refused = { DesktopId: 'ecd-2', Code: 'IncorrectDesktopStatus', Message: 'Not in this state.' }
    assert.deepEqual(failuresIn({ RebuildResults: [{ DesktopId: 'ecd-1', Code: 'success' }, refused] }), [
      { name: 'ecd-2', code: 'IncorrectDesktopStatus', message: 'Not in this state.' },
    ])
  })
})
