/** What a call and its answer look like on the wire, made of the examples of the catalogue. */
import type { OperationView } from '../../api/catalogue.ts'
import { flatten } from '../../api/flatten.ts'

export function sampleRequest({ name, version, parameters }: OperationView): string {
  const input = Object.fromEntries(
    parameters.flatMap(one => (one.example === undefined ? [] : [[one.name, one.example]])),
  )
  const pairs = flatten(parameters, input).map(([key, value]) => `&${key}=${value}`)
  return [`POST /?Action=${name}&Version=${version}`, ...pairs, '&<common parameters>'].join('\n')
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

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

const requestId = '1A923337-44D9-5CAD-9A53-95084BD4****'

/** The example of the catalogue, with the id every answer carries. */
const sampleAnswer = ({ exampleAnswer }: OperationView): object => ({
  RequestId: requestId,
  ...(typeof exampleAnswer === 'object' ? exampleAnswer : {}),
})

export const jsonAnswer = (view: OperationView): string => JSON.stringify(sampleAnswer(view), undefined, 2)

export const xmlAnswer = (view: OperationView): string =>
  `<?xml version='1.0' encoding='UTF-8'?>\n${xmlOf(`${view.name}Response`, sampleAnswer(view)).trimEnd()}`
