import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { examplePolicies, listAttached, listProblems, policiesAnswer, userName, userSide } from './sides.ts'

export const ListPoliciesForUser = operation({
  product: ram,
  name: 'ListPoliciesForUser',
  summary: 'Lists the policies that are attached to a user, in the order in which they were.',
  ram: { action: 'ram:ListPoliciesForUser', level: 'get', resources: [{ type: 'user', parameter: 'UserName' }] },
  request: record({ UserName: userName }),
  response: policiesAnswer,
  problems: listProblems(userSide),
  example: { request: { UserName: 'alice' }, response: examplePolicies },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: ({ UserName }, context) => listAttached(context, userSide, UserName),
})
