import { record } from '../../../spec/shape.ts'
import { takeIdentityNumber } from '../../../store/identity-numbers.ts'
import {
  countCustomPolicies,
  findCustomPolicy,
  putCustomPolicy,
  putPolicyVersion,
  versionName,
} from '../../../store/ram-policies.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkPolicyDocument } from '../documents.ts'
import { newTags, tagProblems, tagsOf } from '../kept-tags.ts'
import { checkDescription, checkPolicyName } from '../names.ts'
import { policyExists, tooManyPolicies } from '../problems.ts'
import {
  createdPolicy,
  createdView,
  optionalText,
  policyDocument,
  policyName,
  sampleDocument,
} from './policy-fields.ts'

/** Custom policies an account holds at most (ram.md 4.1). */
const maxPolicies = 1500

export const CreatePolicy = operation({
  product: ram,
  name: 'CreatePolicy',
  summary: 'Makes a custom policy, whose document is its version v1.',
  description:
    'Names are 1 to 128 letters, digits and -. The document is checked whole before it is kept, and comes back as the ' +
    'text that was given. An account holds at most 1,500 custom policies.',
  ram: { action: 'ram:CreatePolicy', level: 'create', resources: [{ type: 'policy' }] },
  request: record({
    PolicyName: policyName,
    PolicyDocument: policyDocument,
    Description: optionalText('What it is for, at most 1,024 characters.', 'Look at all computers'),
    Tag: newTags,
  }),
  response: record({ Policy: createdPolicy }),
  problems: [
    ...checkPolicyName.problems,
    ...checkDescription.problems,
    ...checkPolicyDocument.problems,
    ...tagProblems,
    policyExists,
    tooManyPolicies,
  ],
  example: {
    request: { PolicyName: 'desktop-readers', PolicyDocument: sampleDocument, Description: 'Look at all computers' },
    response: {
      Policy: {
        PolicyName: 'desktop-readers',
        PolicyType: 'Custom',
        Description: 'Look at all computers',
        DefaultVersion: 'v1',
        CreateDate: '2026-11-24T08:00:00Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { PolicyName, PolicyDocument, Description, Tag } = input
    checkPolicyName(PolicyName)
    checkDescription(Description)
    checkPolicyDocument(PolicyDocument)
    const tags = tagsOf(Tag)
    const { accountId } = context
    return write(context, 'CreatePolicy', input, async tx => {
      if ((await findCustomPolicy(tx, accountId, PolicyName)) !== undefined) throw policyExists()
      if ((await countCustomPolicies(tx, accountId)) >= maxPolicies) throw tooManyPolicies()
      const policy = {
        accountId,
        name: PolicyName,
        ...(Description === undefined ? {} : { description: Description }),
        defaultVersion: versionName(1),
        nextVersion: 2,
        createdAt: tx.now,
        updatedAt: tx.now,
        sequence: await takeIdentityNumber(tx, accountId),
        tags,
      }
      await putCustomPolicy(tx, policy)
      await putPolicyVersion(tx, policy, { version: versionName(1), document: PolicyDocument, createdAt: tx.now })
      return { Policy: createdView({ ...policy, policyType: 'Custom' }) }
    })
  },
})
