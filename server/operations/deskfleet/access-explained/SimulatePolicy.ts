import { MalformedCase, type PolicyCase, readPolicyCase } from '../../../policy/index.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, list, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import {
  because,
  decisionView,
  effect,
  missing,
  refusedPolicyType,
  refusedResource,
  statements,
} from './decision-views.ts'

const caseInvalid = problem('InvalidCase', 400, (detail: string) => detail)

// So that one call stays short whatever it holds: patterns are laid against names. A file of more is sent in several.
const maxCases = 100
const maxCharacters = 32_768
const maxResources = 100

/** @throws MalformedCase */
function readOne(value: unknown, where: string): PolicyCase {
  const read = readPolicyCase(value, where)
  const { length } = read.request.resources
  if (length > maxResources)
    throw new MalformedCase(`${where}.request.resource lists ${length} resources: name at most ${maxResources}.`)
  return read
}

/** @throws Problem InvalidCase, with the place, the value and what it must be */
function readCases(source: string): readonly PolicyCase[] {
  if (source.length > maxCharacters)
    throw caseInvalid(`Case has ${source.length} characters: send at most ${maxCharacters} in a call.`)
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch (error) {
    throw caseInvalid(`Case is not JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0 || values.length > maxCases)
    throw caseInvalid(`Case holds ${values.length} cases: send 1 to ${maxCases} in a call.`)
  try {
    return values.map((each, index) => readOne(each, Array.isArray(value) ? `Case[${index}]` : 'Case'))
  } catch (error) {
    if (error instanceof MalformedCase) throw caseInvalid(error.message)
    throw error
  }
}

export const SimulatePolicy = operation({
  product: deskfleet,
  name: 'SimulatePolicy',
  summary: 'Decides made-up requests by made-up policies, and says whether each comes out as expected.',
  description:
    'Nothing of the account is read or changed: a case holds policies, caller, request and the expected decision. The form ' +
    'is that of the files `deskfleet policy simulate` takes (docs/guide/policy-cases.md).',
  ram: { action: 'deskfleet:SimulatePolicy', level: 'get', resources: everything },
  request: record({
    Case: text(`JSON text: one case, or a list of at most ${maxCases}; at most ${maxCharacters} characters.`, {
      example:
        '{"name":"root may","policies":[],"principal":{"type":"Account","accountId":"1234567890123456","arn":' +
        '"acs:ram::1234567890123456:root"},"request":{"action":"ecd:DeleteDesktops","secureTransport":true,"time":' +
        '"2026-01-15T08:00:00Z"},"expect":"Allow","why":"no policy binds the root"}',
    }),
  }),
  response: record({
    Held: flag('Whether all cases came out as expected.', { example: true }),
    Results: list(
      record({
        Name: text('The name of the case.', { example: 'root may' }),
        Held: flag('Whether it came out as expected.', { example: true }),
        Expected: effect,
        Effect: effect,
        Because: because,
        PolicyType: refusedPolicyType,
        Resource: refusedResource,
        Statements: statements,
        Missing: missing,
      }),
      'One for each case, in their order.',
    ),
  }),
  problems: [caseInvalid],
  example: {
    request: {
      Case:
        '{"name":"root may","policies":[],"principal":{"type":"Account","accountId":"1234567890123456","arn":' +
        '"acs:ram::1234567890123456:root"},"request":{"action":"ecd:DeleteDesktops","secureTransport":true,"time":' +
        '"2026-01-15T08:00:00Z"},"expect":"Allow","why":"no policy binds the root"}',
    },
    response: {
      Held: true,
      Results: [
        {
          Name: 'root may',
          Held: true,
          Expected: 'Allow',
          Effect: 'Allow',
          Because: 'The root of an account may do everything in it.',
          Statements: [],
          Missing: [],
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ Case }) {
    const results = readCases(Case).map(({ name, expect, policies, principal, request }) => {
      const decision = decisionView(policies, principal, request)
      return { Name: name, Held: decision.Effect === expect, Expected: expect, ...decision }
    })
    return { Held: results.every(({ Held }) => Held), Results: results }
  },
})
