import { systemResource } from '../../../domain/system-resources.ts'
import { record, text } from '../../../spec/shape.ts'
import { writeEvents } from '../../../store/events.ts'
import { putResource } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { readOwnResources } from '../own-resources.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { changedSwitches, policyName, toSettings } from './policy-fields.ts'
import { changedLists } from './policy-lists.ts'
import { changeLists, checkScope, withLists } from './policy-rules.ts'
import { contentProblems, policyGroupBuiltIn, policyGroupNotFound } from './problems.ts'

export const ModifyPolicyGroup = operation({
  product: ecd,
  name: 'ModifyPolicyGroup',
  summary: 'Changes the switches and lists of a policy.',
  description:
    'What the call does not name stays as it is, and the change holds for all computers and shares with the policy. ' +
    'Rules for traffic and access are taken away (Revoke…) and then added (Authorize…) one by one; taking away one that ' +
    'is not there is no error, and one that is added again is there once. Every other list that the call names replaces ' +
    'the one there was. The policies every account has cannot be changed.',
  ram: {
    action: 'ecd:ModifyPolicyGroup',
    level: 'update',
    resources: [{ type: 'ecdpolicy', parameter: 'PolicyGroupId' }],
  },
  request: record({
    RegionId: regionId,
    PolicyGroupId: text('The policy.', { example: 'pg-gx2x1dhsmthe9****' }),
    Name: policyName,
    ...changedSwitches,
    ...changedLists,
  }),
  response: record({}),
  problems: [regionNotFound, policyGroupNotFound, policyGroupBuiltIn, ...contentProblems],
  example: {
    request: { RegionId: 'cn-hangzhou', PolicyGroupId: 'pg-gx2x1dhsmthe9****', Clipboard: 'off' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, PolicyGroupId, Name } = input
    checkRegion(RegionId)
    if (systemResource('policyGroup', PolicyGroupId) !== undefined) throw policyGroupBuiltIn()
    return write(context, 'ModifyPolicyGroup', input, async tx => {
      const { accountId } = context
      const wanted = { accountId, regionId: RegionId, kind: 'policyGroup', ids: [PolicyGroupId] } as const
      for (const stored of await readOwnResources(tx, wanted, policyGroupNotFound)) {
        const { lists = {}, ...policy } = stored.resource
        const settings = { ...policy.settings, ...toSettings(input) }
        const resource = withLists({ ...policy, name: Name ?? policy.name, settings }, changeLists(lists, input))
        checkScope(resource)
        await putResource(tx, { ...stored, resource })
      }
      const details = { policyGroupId: PolicyGroupId }
      await writeEvents(tx, accountId, [{ name: 'PolicyGroupModified', regionId: RegionId, details }])
      return {}
    })
  },
})
