/** What a call and its answer look like on the wire, made of the examples of the catalogue. */
import type { OperationView } from '../../api/catalogue.ts'
import { flatten } from '../../api/flatten.ts'
import { percentEncoded } from '../../api/sign.ts'

export function sampleRequest({ name, version, parameters }: OperationView): string {
  const input = Object.fromEntries(
    parameters.flatMap(one => (one.example === undefined ? [] : [[one.name, one.example]])),
  )
  const pairs = flatten(parameters, input).map(([key, value]) => `&${key}=${percentEncoded(value)}`)
  return [`POST /?Action=${name}&Version=${version}`, ...pairs, '&<common parameters>'].join('\n')
}

const entities: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', "'": 'apos', '"': 'quot' }
const escaped = (text: string): string => text.replaceAll(/[&<>'"]/g, sign => `&${entities[sign]};`)

/** An answer as the server writes it in XML: a list is its name repeated, what is absent leaves no element. */
export function xmlOf(name: string, value: unknown, indent = ''): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(item => xmlOf(name, item, indent)).join('')
  if (typeof value !== 'object') {
    const text = escaped(String(value))
    return text === '' ? `${indent}<${name}/>\n` : `${indent}<${name}>${text}</${name}>\n`
  }
  const inner = Object.entries(value)
    .map(([field, one]) => xmlOf(field, one, `${indent}  `))
    .join('')
  return inner === '' ? `${indent}<${name}/>\n` : `${indent}<${name}>\n${inner}${indent}</${name}>\n`
}

export const jsonAnswer = ({ exampleAnswer }: OperationView): string => JSON.stringify(exampleAnswer, undefined, 2)

export const xmlAnswer = ({ name, exampleAnswer }: OperationView): string =>
  `<?xml version='1.0' encoding='UTF-8'?>\n${xmlOf(`${name}Response`, exampleAnswer).trimEnd()}`
