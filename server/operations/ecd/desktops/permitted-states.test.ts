/** What the catalogue says of the states that permit an operation, laid against what the operation does in each of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { desktopStatuses } from '../../../domain/desktop.ts'
import { allEnabledPolicyId } from '../../../domain/system-resources.ts'
import { aDesktop, anAccount, anOfficeSite, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { call, contextFor } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { makeOpenApi } from '../../openapi.ts'
import { operations } from '../../registry.ts'

interface Documents {
  readonly paths: Readonly<
    Record<
      string,
      { readonly post: { readonly operationId: string; readonly 'x-permitted-states'?: readonly string[] } }
    >
  >
}

const { paths } = makeOpenApi(operations, '0') as unknown as Documents
const told = Object.values(paths).flatMap(({ post }) => {
  const states = post['x-permitted-states']
  return states === undefined ? [] : [{ name: post.operationId, states }]
})

const newSite = anOfficeSite({ id: 'cn-hangzhou+os-target00000000001', cidrBlock: '10.1.0.0/16' })
/** What a call has to name beside its computer. */
const more: Readonly<Record<string, object>> = {
  MigrateDesktops: { TargetOfficeSiteId: newSite.id },
  ModifyDesktopsPolicyGroup: { PolicyGroupId: allEnabledPolicyId },
  ResetDesktops: { ResetType: '3' },
}

/** Whether an answer that tells of each thing says that it was done. */
const isDone = (answer: object): boolean =>
  Object.values(answer).every(list => Array.isArray(list) && list.every(({ Code }) => Code === 'success'))

test('the catalogue tells of every operation that a state of a computer forbids', () => {
  assert.deepEqual(
    told.map(({ name }) => name),
    [
      'MigrateDesktops',
      'ModifyDesktopsPolicyGroup',
      'RebootDesktops',
      'RebuildDesktops',
      'ResetDesktops',
      'StartDesktops',
      'StopDesktops',
    ],
  )
})

forEachDatabase('the states that permit a change of computers', open => {
  for (const { name, states } of told) {
    test(`are for ${name} those that the catalogue names, and no others`, async () => {
      await using store = await open()
      const operation = operations.find(one => one.name === name) ?? assert.fail(name)
      const account = anAccount()
      const accountId = account.id
      const share = aShare({ accountId })
      const desktops = desktopStatuses.map(status => aDesktop({ accountId, status, shareId: share.id }))
      const resources = [anOfficeSite(), newSite].map(resource => ({ accountId, resource }))
      await seed(store, { accounts: [account], shares: [share], desktops, resources })
      const done: string[] = []
      for (const { id, status } of desktops) {
        const context = contextFor(store, accountId, { clock: { now: () => testNow } })
        try {
          const input = { RegionId: testRegion, DesktopId: [id], ...more[name] }
          const answer = await call(operation, input, context)
          if (isDone(answer as object)) done.push(status)
        } catch (refusal) {
          const { code } = refusal as { code?: string }
          // One that is released is not there at all.
          assert.equal(code, status === 'Deleted' ? 'InvalidDesktopId.NotFound' : 'IncorrectDesktopStatus')
        }
      }
      assert.deepEqual(done.sort(), [...states].sort())
    })
  }
})
