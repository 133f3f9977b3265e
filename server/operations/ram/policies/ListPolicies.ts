import { record } from '../../../spec/shape.ts'
import { readAttachmentCounts } from '../../../store/ram-attachments.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { carries, tagFilter } from '../kept-tags.ts'
import { isTruncated, markedPage, marker, markerAnswer, markerInvalid, maxItems } from '../marker-pages.ts'
import { policyTypeInvalid } from '../problems.ts'
import { readKnownPolicies } from './known-policies.ts'
import { listedPolicies, listedView, optionalText, readPolicyType } from './policy-fields.ts'

export const ListPolicies = operation({
  product: ram,
  name: 'ListPolicies',
  summary: 'Lists the policies an account can attach.',
  description: 'Those of the system come first, by name; then those of the account, in the order they were made in.',
  ram: { action: 'ram:ListPolicies', level: 'get', resources: [{ type: 'policy' }] },
  request: record({
    PolicyType: optionalText('System or Custom; absent: both.', 'Custom'),
    Marker: marker,
    MaxItems: maxItems(1000),
    Tag: tagFilter,
  }),
  response: record({ IsTruncated: isTruncated, Marker: markerAnswer, Policies: listedPolicies }),
  problems: [policyTypeInvalid, markerInvalid],
  example: {
    request: { PolicyType: 'Custom', MaxItems: 20 },
    response: {
      IsTruncated: false,
      Policies: {
        Policy: [
          {
            PolicyName: 'desktop-readers',
            PolicyType: 'Custom',
            Description: 'Look at all computers',
            DefaultVersion: 'v1',
            CreateDate: '2026-11-24T08:00:00Z',
            UpdateDate: '2026-11-24T08:00:00Z',
            AttachmentCount: 1,
          },
        ],
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { PolicyType, Tag } = input
    const { store, accountId } = context
    const type = PolicyType === undefined ? undefined : readPolicyType(PolicyType)
    const all = (await readKnownPolicies(store, accountId, type)).filter(({ tags }) => carries(tags, Tag))
    const placed = all.map(policy => ({
      name: policy.name,
      // Whatever the clock of the server says, the system was there first.
      createdAt: policy.policyType === 'System' ? -1 : policy.createdAt,
      ...(policy.sequence === undefined ? {} : { sequence: policy.sequence }),
      policy,
    }))
    const query = ['ListPolicies', type ?? '', JSON.stringify(Tag ?? [])]
    const { items, ...page } = markedPage(context, query, placed, input)
    const count = await readAttachmentCounts(store, accountId)
    return {
      ...page,
      Policies: { Policy: items.map(({ policy }) => listedView(policy, count(policy.policyType, policy.name))) },
    }
  },
})
