import type { PolicyGroup } from '../../../domain/resources.ts'
import { record, text } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { writeEvents } from '../../../store/events.ts'
import { putResource } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { newSwitches, policyName, toSettings } from './policy-fields.ts'
import { newLists } from './policy-lists.ts'
import { changeLists, checkScope, withLists } from './policy-rules.ts'
import { contentProblems } from './problems.ts'

export const CreatePolicyGroup = operation({
  product: ecd,
  name: 'CreatePolicyGroup',
  summary: 'Makes a policy: what users of a computer may do, and how its screen reaches them.',
  description:
    'The policy can be used at once. Switches and lists are kept and shown as they were set; those without a default are ' +
    'absent until they are set.',
  ram: { action: 'ecd:CreatePolicyGroup', level: 'create', resources: [{ type: 'ecdpolicy' }] },
  request: record({ RegionId: regionId, Name: policyName, ...newSwitches, ...newLists }),
  response: record({ PolicyGroupId: text('The id of the new policy.', { example: 'pg-gx2x1dhsmthe9****' }) }),
  problems: [regionNotFound, ...contentProblems],
  example: {
    request: { RegionId: 'cn-hangzhou', Name: 'testPolicyGroupName', Clipboard: 'readwrite' },
    response: { PolicyGroupId: 'pg-gx2x1dhsmthe9****' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, Name } = input
    checkRegion(RegionId)
    const content = withLists({ settings: toSettings(input) }, changeLists({}, input))
    checkScope(content)
    return write(context, 'CreatePolicyGroup', input, async tx => {
      const { accountId } = context
      const sequence = await takeSequence(tx, accountId, 1)
      const id = context.ids.make('pg-', accountId, sequence)
      const resource: PolicyGroup = { kind: 'policyGroup', type: 'CUSTOM', id, name: Name ?? id, ...content }
      await putResource(tx, { accountId, regionId: RegionId, sequence, createdAt: tx.now, resource })
      await writeEvents(tx, accountId, [
        { name: 'PolicyGroupCreated', regionId: RegionId, details: { policyGroupId: id } },
      ])
      return { PolicyGroupId: id }
    })
  },
})
