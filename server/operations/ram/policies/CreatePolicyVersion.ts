import { flag, oneOf, record } from '../../../spec/shape.ts'
import {
  maxPolicyVersions,
  putCustomPolicy,
  putPolicyVersion,
  readPolicyVersions,
  rotatePolicyVersions,
  versionName,
} from '../../../store/ram-policies.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkPolicyDocument } from '../documents.ts'
import { checkPolicyName } from '../names.ts'
import { policyNotFound, tooManyVersions } from '../problems.ts'
import { customPolicy } from './known-policies.ts'
import {
  policyDocument,
  policyName,
  rotateStrategies,
  sampleDocument,
  shownVersion,
  versionView,
} from './policy-fields.ts'

export const CreatePolicyVersion = operation({
  product: ram,
  name: 'CreatePolicyVersion',
  summary: 'Gives a custom policy another version.',
  description:
    'A policy holds five versions. Their numbers rise and are never used again, whatever is deleted. The new version ' +
    'acts only once it is the default.',
  ram: {
    action: 'ram:CreatePolicyVersion',
    level: 'create',
    resources: [{ type: 'policy', parameter: 'PolicyName' }],
  },
  request: record({
    PolicyName: policyName,
    PolicyDocument: policyDocument,
    SetAsDefault: flag('true: the new version becomes the default, and acts with the next call.', {
      fallback: false,
      example: true,
    }),
    RotateStrategy: oneOf(
      rotateStrategies,
      'What a policy with five versions does: None refuses another; the other strategy gives up the oldest version ' +
        'that is not the default.',
      { fallback: 'None', example: 'DeleteOldestNonDefaultVersionWhenLimitExceeded' },
    ),
  }),
  response: record({ PolicyVersion: shownVersion }),
  problems: [...checkPolicyName.problems, ...checkPolicyDocument.problems, policyNotFound, tooManyVersions],
  example: {
    request: { PolicyName: 'desktop-readers', PolicyDocument: sampleDocument, SetAsDefault: true },
    response: {
      PolicyVersion: {
        VersionId: 'v2',
        IsDefaultVersion: true,
        PolicyDocument: sampleDocument,
        CreateDate: '2026-11-24T08:00:00Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { PolicyName, PolicyDocument, SetAsDefault, RotateStrategy } = input
    checkPolicyName(PolicyName)
    checkPolicyDocument(PolicyDocument)
    const { accountId } = context
    return write(context, 'CreatePolicyVersion', input, async tx => {
      const policy = await customPolicy(tx, accountId, PolicyName)
      const versions = await readPolicyVersions(tx, accountId, PolicyName)
      if (versions.length >= maxPolicyVersions && RotateStrategy === 'None') throw tooManyVersions()
      // Before the new one is there, so that it is not given up itself, nor the default it takes the place of kept.
      await rotatePolicyVersions(tx, policy, maxPolicyVersions - 1)
      const version = versionName(policy.nextVersion)
      const added = { version, document: PolicyDocument, createdAt: tx.now }
      const defaultVersion = SetAsDefault ? version : policy.defaultVersion
      await putPolicyVersion(tx, policy, added)
      await putCustomPolicy(tx, {
        ...policy,
        defaultVersion,
        nextVersion: policy.nextVersion + 1,
        updatedAt: tx.now,
      })
      return { PolicyVersion: versionView(added, defaultVersion) }
    })
  },
})
