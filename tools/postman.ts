/**
 * A collection for Postman, and whatever else reads its format 2.1: every operation with its example, signed by one script
 * of the collection.
 */
import type { ServedOperation } from '../server/operations/context.ts'
import { operations, products } from '../server/operations/registry.ts'
import { fieldsOf, mayBeAbsent, type Shape } from '../server/spec/shape.ts'
import { flatten } from '../server/wire/decode.ts'

/**
 * Signs with ACS3-HMAC-SHA256 (wire-protocol.md 4). Runs inside Postman, whose `pm` and `CryptoJS` it uses; from values with
 * variables in them it signs what is sent.
 */
export const signingScript = `const value = name => pm.variables.get(name) || ''
const encode = text => encodeURIComponent(text).replace(/[!'()*]/g, sign => '%' + sign.charCodeAt(0).toString(16).toUpperCase())
const filled = text => pm.variables.replaceIn(text === null || text === undefined ? '' : String(text))

const url = pm.request.url
const pairs = url.query.all()
  .filter(parameter => !parameter.disabled)
  .map(({ key, value }) => [encode(filled(key)), encode(filled(value))])
  .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
const [, host] = /^(?:https?:\\/\\/)?([^/?#]+)/.exec(value('endpoint')) || []
const action = pm.request.headers.get('x-acs-action')
const version = pm.request.headers.get('x-acs-version')
const bodyHash = CryptoJS.SHA256('').toString()

const signed = {
  host,
  'x-acs-action': action,
  'x-acs-content-sha256': bodyHash,
  'x-acs-date': new Date().toISOString().replace(/\\.\\d+Z$/, 'Z'),
  'x-acs-signature-nonce': filled('{{$guid}}'),
  'x-acs-version': version,
}
if (value('securityToken')) signed['x-acs-security-token'] = value('securityToken')
const names = Object.keys(signed).sort()
const canonical = [
  pm.request.method,
  '/',
  pairs.map(pair => pair.join('=')).join('&'),
  names.map(name => name + ':' + signed[name] + '\\n').join(''),
  names.join(';'),
  bodyHash,
].join('\\n')
const text = 'ACS3-HMAC-SHA256\\n' + CryptoJS.SHA256(canonical).toString()
const signature = CryptoJS.HmacSHA256(text, value('accessKeySecret')).toString()

for (const name of names) if (name !== 'host') pm.request.headers.upsert({ key: name, value: signed[name] })
pm.request.headers.upsert({
  key: 'Authorization',
  value: 'ACS3-HMAC-SHA256 Credential=' + value('accessKeyId') + ',SignedHeaders=' + names.join(';') + ',Signature=' + signature,
})
`

/** The collection as a value. */
export const postmanCollection = () => ({
  info: {
    name: 'Deskfleet',
    description:
      'Every operation with its example. Set endpoint, accessKeyId and accessKeySecret among the variables of the ' +
      'collection, securityToken too for temporary keys; each request is signed as it is sent.',
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  },
  variable: [
    { key: 'endpoint', value: 'http://127.0.0.1:8090' },
    { key: 'accessKeyId', value: '' },
    { key: 'accessKeySecret', value: '' },
    { key: 'securityToken', value: '' },
  ],
  auth: { type: 'noauth' },
  event: [{ listen: 'prerequest', script: { type: 'text/javascript', exec: signingScript.split('\n') } }],
  item: products.map(product => ({
    name: `${product.title} (${product.code} ${product.version})`,
    item: operations.filter(operation => operation.product === product).map(itemOf),
  })),
})

function itemOf({ name, product, summary, request, example }: ServedOperation) {
  const given = flatten(request, example.request).map(([key, value]) => ({ key, value }))
  // What may be left out stands there to be switched on.
  const others = fieldsOf(request)
    .filter(([field, shape]) => mayBeAbsent(shape) && !(field in example.request) && isScalar(shape))
    .map(([key, shape]) => ({ key, value: exampleOf(shape), description: descriptionOf(shape), disabled: true }))
  return {
    name,
    request: {
      method: 'POST',
      description: summary,
      header: [
        { key: 'x-acs-action', value: name },
        { key: 'x-acs-version', value: product.version },
      ],
      url: { raw: '{{endpoint}}/', host: ['{{endpoint}}'], path: [''], query: [...given, ...others] },
    },
  }
}

interface Described {
  readonly type?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
}

const isScalar = (shape: Shape): boolean => !['array', 'object'].includes((shape as Described).type ?? '')
const descriptionOf = (shape: Shape): string => (shape as Described).description ?? ''
const exampleOf = (shape: Shape): string => String((shape as Described).examples?.[0] ?? '')
