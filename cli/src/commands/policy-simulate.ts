/** `deskfleet policy simulate`: decisions written down as cases, each held or not. Needs no server. */
import {
  type Explanation,
  explain,
  MalformedCase,
  missInWords,
  missingFor,
  type PolicyCase,
  readPolicyCase,
} from '../../../server/policy/index.ts'
import { CommandError, exitCodes } from '../exit.ts'
import type { Io } from '../io.ts'
import { jsonOf, type PolicyFile, readPolicyFile } from './policy-files.ts'

export interface SimulatedCase {
  readonly file: string
  readonly name: string
  readonly held: boolean
  readonly expected: PolicyCase['expect']
  readonly decided: PolicyCase['expect']
  readonly because: string
  readonly why: string
  readonly statements: readonly SimulatedStatement[]
  /** The statements that would be enough, for what nothing allows. */
  readonly missing: readonly string[]
}

interface SimulatedStatement {
  readonly stage: string
  readonly policy: string
  readonly statement: number
  readonly effect: 'Allow' | 'Deny'
  readonly resource: string
  readonly matched: boolean
  readonly decided: boolean
  readonly misses: readonly string[]
}

const mustBe = 'a list of cases, as the guide page policy-cases.md describes them'

/** @throws CommandError that names file, place, value and repair */
export function readCases(file: PolicyFile): readonly PolicyCase[] {
  const value = jsonOf(file, mustBe)
  if (!Array.isArray(value)) throw new CommandError(`${file.name} holds no list: it must be ${mustBe}.`)
  try {
    return value.map((each: unknown, index) => readPolicyCase(each, `${file.name}[${index}]`))
  } catch (error) {
    if (error instanceof MalformedCase) throw new CommandError(error.message)
    throw error
  }
}

export function simulate(file: string, { name, why, expect, policies, principal, request }: PolicyCase): SimulatedCase {
  const explanation = explain(policies, principal, request)
  const { effect, because } = explanation
  return {
    file,
    name,
    held: effect === expect,
    expected: expect,
    decided: effect,
    because,
    why,
    statements: statementsOf(explanation),
    missing: missingFor(policies, principal, request).map(
      ({ kind, attachedTo, node, statement }) => `${nameOf({ kind, attachedTo, node })}: ${JSON.stringify(statement)}`,
    ),
  }
}

interface Named {
  readonly kind: string
  readonly policyName?: string | undefined
  readonly attachedTo?: string | undefined
  readonly node?: string | undefined
}

const nameOf = ({ kind, policyName, attachedTo, node }: Named): string =>
  [kind, policyName, attachedTo && `of ${attachedTo}`, node && `at ${node}`].filter(Boolean).join(' ')

const statementsOf = ({ considered, decidedBy }: Explanation): readonly SimulatedStatement[] =>
  considered.map(entry => ({
    stage: entry.stage,
    policy: nameOf(entry.policy),
    statement: entry.statementIndex,
    effect: entry.effect,
    resource: entry.resource,
    matched: entry.matched,
    decided: entry === decidedBy,
    misses: entry.misses.map(missInWords),
  }))

const indent = '          '

function linesOf({
  name,
  held,
  expected,
  decided,
  because,
  why,
  statements,
  missing,
}: SimulatedCase): readonly string[] {
  if (held) return [`held      ${name}: ${decided}`, `${indent}${because}`]
  return [
    `NOT HELD  ${name}: expected ${expected}, decided ${decided}`,
    `${indent}${because}`,
    `${indent}Expected because ${why}.`,
    ...statements.map(({ policy, statement, effect, matched, misses, resource }) => {
      const fits = matched ? 'fits' : misses.join('; ')
      return `${indent}${policy}, statement ${statement} (${effect})${resource === '*' ? '' : ` on ${resource}`}: ${fits}`
    }),
    ...missing.map(text => `${indent}Missing in ${text}`),
  ]
}

/** Prints each case; a case that is not held makes the command fail. */
export function runSimulation(io: Io, paths: readonly string[], asJson: boolean): void {
  const files = paths.map(readPolicyFile)
  const results = files.flatMap(file => readCases(file).map(each => simulate(file.name, each)))
  const failed = results.filter(({ held }) => !held).length
  if (asJson) io.out(JSON.stringify({ cases: results.length, notHeld: failed, results }, null, 2))
  else {
    for (const { name } of files) {
      if (files.length > 1) io.out(`${name}`)
      for (const result of results) if (result.file === name) io.out(linesOf(result).join('\n'))
    }
    io.out(
      `${results.length} ${results.length === 1 ? 'case' : 'cases'}: ${results.length - failed} held, ${failed} not.`,
    )
  }
  if (failed > 0) process.exitCode = exitCodes.failed
}
