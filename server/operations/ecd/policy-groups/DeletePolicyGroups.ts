import { systemResource } from '../../../domain/system-resources.ts'
import { list, record, text } from '../../../spec/shape.ts'
import { writeEvents } from '../../../store/events.ts'
import { readResourceUse } from '../../../store/resource-use.ts'
import { forgetResources } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { readOwnResources } from '../own-resources.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { policyGroupBuiltIn, policyGroupInUse, policyGroupNotFound } from './problems.ts'

export const DeletePolicyGroups = operation({
  product: ecd,
  name: 'DeletePolicyGroups',
  summary: 'Deletes policies.',
  description:
    'All of them are deleted, or none. A policy that a share or a computer has stays, also while computers of a deleted ' +
    'share are still being released. The policies every account has cannot be deleted.',
  ram: {
    action: 'ecd:DeletePolicyGroups',
    level: 'delete',
    resources: [{ type: 'ecdpolicy', parameter: 'PolicyGroupId' }],
  },
  request: record({
    RegionId: regionId,
    PolicyGroupId: list(text('The id of a policy.', { example: 'pg-gx2x1dhsmthe9****' }), 'The policies.', {
      min: 1,
      max: 100,
    }),
  }),
  response: record({}),
  problems: [regionNotFound, policyGroupNotFound, policyGroupBuiltIn, policyGroupInUse],
  example: {
    request: { RegionId: 'cn-hangzhou', PolicyGroupId: ['pg-gx2x1dhsmthe9****'] },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, PolicyGroupId } = input
    checkRegion(RegionId)
    if (PolicyGroupId.some(id => systemResource('policyGroup', id) !== undefined)) throw policyGroupBuiltIn()
    return write(context, 'DeletePolicyGroups', input, async tx => {
      const { accountId } = context
      const wanted = { accountId, regionId: RegionId, kind: 'policyGroup', ids: PolicyGroupId } as const
      const policies = await readOwnResources(tx, wanted, policyGroupNotFound)
      const ids = policies.map(({ resource }) => resource.id)
      // Policies are used in other regions than their own as well.
      const use = await readResourceUse(tx, accountId, undefined, 'policyGroup')
      if (ids.some(id => use.has(id))) throw policyGroupInUse()
      await forgetResources(tx, accountId, 'policyGroup', ids)
      await writeEvents(
        tx,
        accountId,
        ids.map(id => ({ name: 'PolicyGroupDeleted', regionId: RegionId, details: { policyGroupId: id } })),
      )
      return {}
    })
  },
})
