import type { Desktop } from '../../../domain/desktop.ts'
import { permits, statesFor, withTask } from '../../../domain/lifecycle.ts'
import type { PolicyGroup } from '../../../domain/resources.ts'
import { list, optional, record, text } from '../../../spec/shape.ts'
import { changeDesktops, type DesktopChange } from '../../../store/life.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { policyGroupNotFound } from '../policy-groups/problems.ts'
import { readKeptDesktops } from './changing-desktops.ts'
import { itemResults } from './desktop-fields.ts'
import { desktopNotFound, desktopStatusIncorrect, policyGroupIdsInvalid, policyGroupMissing } from './problems.ts'

import { existingPolicies } from './references.ts'

const deed = 'configure'

const policyId = text('The id of a policy.', { example: 'pg-gx2x1dhsmthe9****' })

/** A policy that holds at some addresses only. */
const isBound = ({ settings }: PolicyGroup): boolean => settings.Scope === 'IP'

export const ModifyDesktopsPolicyGroup = operation({
  product: ecd,
  name: 'ModifyDesktopsPolicyGroup',
  summary: 'Gives computers other policies.',
  description:
    'The answer tells of each computer whether it has the policies now: it has to be there and to be Running. The policies ' +
    'are shown at once, with ManagementFlag Updating until the provider has taken them in.',
  ram: {
    action: 'ecd:ModifyDesktopsPolicyGroup',
    level: 'update',
    resources: [
      { type: 'ecddesktop', parameter: 'DesktopId' },
      { type: 'ecdpolicy', parameter: 'PolicyGroupId' },
      { type: 'ecdpolicy', parameter: 'PolicyGroupIds' },
    ],
  },
  request: record({
    RegionId: regionId,
    PolicyGroupId: optional(
      text('The only policy they are to have; this or PolicyGroupIds.', { example: 'pg-gx2x1dhsmthe9****' }),
    ),
    DesktopId: list(
      text('The id of a computer.', { example: 'ecd-ia2zw38bi6cm7****' }),
      'The computers, those of shares as well; one that is named twice counts once.',
      { max: 100 },
    ),
    PolicyGroupIds: optional(
      list(
        policyId,
        'Several policies, which win over PolicyGroupId: one that holds everywhere, and up to four with Scope IP.',
        { max: 5 },
      ),
    ),
  }),
  response: record({
    ModifyResults: itemResults('What became of each computer, in the order in which they were named.'),
  }),
  permittedStates: statesFor(deed),
  problems: [regionNotFound, policyGroupMissing, policyGroupNotFound, policyGroupIdsInvalid],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      PolicyGroupId: 'pg-gx2x1dhsmthe9****',
      DesktopId: ['ecd-7w78ozhjcwa3u****'],
    },
    response: { ModifyResults: [{ Code: 'success', DesktopId: 'ecd-7w78ozhjcwa3u****' }] },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId: regionId, PolicyGroupId, PolicyGroupIds = [] } = input
    const { accountId, meters } = context
    checkRegion(regionId)
    const ids = [...new Set(input.DesktopId)]
    const wanted = PolicyGroupIds.length > 0 ? PolicyGroupIds : PolicyGroupId === undefined ? [] : [PolicyGroupId]
    if (wanted.length === 0) throw policyGroupMissing()
    return write(context, 'ModifyDesktopsPolicyGroup', input, async tx => {
      const policies = await existingPolicies(tx, { accountId, regionId }, wanted)
      const [everywhere, more] = policies.filter(policy => !isBound(policy))
      if (PolicyGroupIds.length > 0 && (everywhere === undefined || more !== undefined)) throw policyGroupIdsInvalid()
      // The first one is the computer's own.
      const policyGroupIds = [...policies].sort((a, b) => Number(isBound(a)) - Number(isBound(b))).map(({ id }) => id)
      const kept = await readKeptDesktops(tx, { accountId, regionId, ids })
      const results = ids.map(id => resultFor(id, kept.get(id)))
      const changes = results.flatMap(({ Code, DesktopId }): DesktopChange[] => {
        const before = kept.get(DesktopId)
        if (Code !== 'success' || before === undefined) return []
        return [{ before, after: updated({ ...before, policyGroupIds }), reason: 'ModifyDesktopsPolicyGroup' }]
      })
      await changeDesktops(tx, accountId, changes, meters)
      return { ModifyResults: results }
    })
  },
})

function resultFor(id: string, desktop: Desktop | undefined) {
  if (desktop === undefined) {
    // Here the vendor names the computer in the text.
    return { Code: desktopNotFound.code, Message: `The specified param DesktopId ${id} is not found.`, DesktopId: id }
  }
  const { code, message } = desktopStatusIncorrect()
  return permits(desktop.status, deed)
    ? { Code: 'success', DesktopId: id }
    : { Code: code, Message: message, DesktopId: id }
}

const updated = (desktop: Desktop): Desktop => withTask(desktop, { kind: 'Update' })
