/** What is wrong with the text of a policy, and where: malformed JSON found here, everything else by the server. */
import { jsonLanguage } from '@codemirror/lang-json'

export interface Fault {
  /** In characters from the start of the text. */
  readonly from: number
  readonly to: number
  /** From 1. */
  readonly line: number
  readonly message: string
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

/** @returns the first place at which the text is not JSON; undefined when it is */
export function malformedJson(text: string): Fault | undefined {
  let reason: string
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error)
  }
  let from = text.length
  jsonLanguage.parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError && node.from < from) from = node.from
    },
  })
  const to = Math.min(from + 1, text.length)
  return { from: Math.min(from, Math.max(to - 1, 0)), to, line: lineOf(text, from), message: reason }
}

/** The steps of a place such as `Statement[0].Condition.StringEquals`. */
export const stepsOf = (path: string): (string | number)[] =>
  [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  )

type Node = ReturnType<typeof jsonLanguage.parser.parse>['topNode']

const valueKinds = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null'])

function childrenOf(node: Node): Node[] {
  const found: Node[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child)
  return found
}

const firstValue = (node: Node): Node | undefined => childrenOf(node).find(({ name }) => valueKinds.has(name))

function step(text: string, node: Node, to: string | number): Node | undefined {
  if (typeof to === 'number')
    return node.name === 'Array' ? childrenOf(node).filter(({ name }) => valueKinds.has(name))[to] : undefined
  const property = childrenOf(node).find(child => {
    const name = child.name === 'Property' ? child.getChild('PropertyName') : null
    return name !== null && text.slice(name.from, name.to) === JSON.stringify(to)
  })
  return property === undefined ? undefined : firstValue(property)
}

/** Where the value at a place stands; of a place that is missing, what it is missing from. */
export function rangeOf(text: string, path: string): { readonly from: number; readonly to: number } {
  let node = firstValue(jsonLanguage.parser.parse(text).topNode)
  for (const to of stepsOf(path)) {
    const next: Node | undefined = node === undefined ? undefined : step(text, node, to)
    if (next === undefined) break
    node = next
  }
  return node === undefined ? { from: 0, to: text.length } : { from: node.from, to: node.to }
}

/** A refusal of the server, such as `Statement[0].Effect is "allow": it must be…`, laid at its place. */
export function faultAt(text: string, refusal: string): Fault {
  const message = refusal.replace(/^Case(?:\[\d+\])?\.policies\[\d+\]\.document: /, '')
  const path = /^(?:Version|Statement)[\w[\].:*/-]*/.exec(message)?.[0] ?? ''
  const { from, to } = rangeOf(text, path)
  return { from, to, line: lineOf(text, from), message }
}

/** A made-up case with the document in it: the server reads the document as strictly as when it keeps it. */
export const caseOf = (document: unknown, kind: 'UserPolicy' | 'TrustPolicy'): string =>
  JSON.stringify({
    name: 'console',
    why: 'to have the document read',
    policies: [{ type: kind, ...(kind === 'UserPolicy' ? { attachedTo: 'somebody' } : {}), document }],
    principal: {
      type: 'RAMUser',
      accountId: '1234567890123456',
      name: 'somebody',
      arn: 'acs:ram::1234567890123456:user/somebody',
    },
    request: { action: 'ecd:DescribeDesktops', secureTransport: true, time: '2026-01-15T08:00:00Z' },
    expect: 'ImplicitDeny',
  })
