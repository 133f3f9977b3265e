import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressOf, callsPath, draftIn, generatedInput, statementsOf } from './generated-question.ts'

const draft = (query: string) => draftIn(new URLSearchParams(query))

describe('a policy made from what was called', () => {
  it('is asked for by what the address says, with times taken as UTC', () => {
    assert.deepEqual(
      generatedInput(draft('role=ci&from=2026-11-24T08:00&until=2026-11-25T00:00:00Z&max=3&refused=true')),
      {
        Role: 'ci',
        StartTime: '2026-11-24T08:00Z',
        EndTime: '2026-11-25T00:00:00Z',
        MaxIds: 3,
        IncludeRefused: true,
      },
    )
    assert.deepEqual(generatedInput(draft('key=LTAI1')), { UserAccessKeyId: 'LTAI1', MaxIds: 20 })
    assert.equal(generatedInput(draft('')), undefined)
  })

  it('leaves nothing of an earlier question in the address', () => {
    const before = draft('user=alice&refused=true')
    const { kind: _kind, ...same } = before
    const next = addressOf({ ...same, kind: 'key', name: 'LTAI1', refusedToo: false })
    assert.deepEqual([next.user, next.role, next.key, next.refused], ['', '', 'LTAI1', ''])
    assert.deepEqual(draft(new URLSearchParams(addressOf(before)).toString().replace('role=&key=&', '')), before)
  })

  it('is read statement by statement, and leads to the calls it rests on', () => {
    const document = JSON.stringify({
      Version: '1',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['ecd:StartDesktops', 'ecd:StopDesktops'],
          Resource: 'acs:ecd:*:1:ecddesktop/ecd-1',
        },
      ],
    })
    assert.deepEqual(statementsOf(document), [
      { actions: ['ecd:StartDesktops', 'ecd:StopDesktops'], resources: ['acs:ecd:*:1:ecddesktop/ecd-1'] },
    ])
    assert.equal(
      callsPath('ecd:StopDesktops', draft('user=alice'), '2026-11-01T00:00:00Z', '2026-11-24T00:00:00Z'),
      '/audit?user=alice&operation=StopDesktops&from=2026-11-01T00%3A00%3A00Z&until=2026-11-24T00%3A00%3A00Z',
    )
  })
})
