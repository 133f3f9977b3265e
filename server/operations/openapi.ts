/** OpenAPI 3.1 from the registry: every operation as POST /?Action=…, with its shapes as they stand. */
import type { ProblemKind } from '../spec/problem.ts'
import { fieldsOf, mayBeAbsent, type RecordShape, type Shape } from '../spec/shape.ts'
import { askedResources } from './asked-resources.ts'
import type { ServedOperation } from './context.ts'
import { exampleAnswer, exampleRequestId } from './example-answer.ts'

type Json = Record<string, unknown>

const error: Json = {
  type: 'object',
  required: ['RequestId', 'HostId', 'Code', 'Message', 'Recommend'],
  properties: {
    RequestId: { type: 'string', description: 'The id of this call; also in the header x-acs-request-id.' },
    HostId: { type: 'string', description: 'The host the client addressed.' },
    Code: { type: 'string', description: 'What was refused, for programs.' },
    Message: { type: 'string', description: 'What was refused, for people.' },
    Recommend: { type: 'string', description: "The vendor's page about the code." },
    AccessDeniedDetail: {
      type: 'object',
      description: 'Which decision refused the call, when RAM did.',
      additionalProperties: { type: 'string' },
    },
  },
}

/** @param version of Deskfleet */
export function makeOpenApi(operations: readonly ServedOperation[], version: string): Json {
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Deskfleet',
      version,
      description:
        'The operations this server answers, wire-compatible with Alibaba Cloud. Calls are RPC style: the path is always ' +
        '/, the operation is told by Action and Version, parameters may stand in the query, a form or a JSON body.',
    },
    servers: [{ url: 'http://127.0.0.1:8090' }],
    security: [{ acs3: [] }],
    paths: Object.fromEntries(operations.map(operation => [pathOf(operation), { post: describe(operation) }])),
    components: {
      securitySchemes: {
        acs3: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description:
            'ACS3-HMAC-SHA256, ACS3-HMAC-SM3 or ACS3-RSA-SHA256; Signature V1 in the parameters is accepted too.',
        },
      },
      schemas: { Error: error },
    },
  }
}

const pathOf = ({ name, product }: ServedOperation): string => `/?Action=${name}&Version=${product.version}`

function describe(operation: ServedOperation): Json {
  const { name, product, summary, description, ram, request, response, problems, permittedStates, example, history } =
    operation
  return {
    operationId: name,
    tags: [product.code],
    summary,
    ...(description === undefined ? {} : { description }),
    'x-ram': { ...ram, asked: askedResources(ram, request) },
    'x-history': history,
    'x-problems': problems.map(({ code, status, text }) => ({ code, status, ...(text === undefined ? {} : { text }) })),
    ...(permittedStates === undefined ? {} : { 'x-permitted-states': permittedStates }),
    parameters: fieldsOf(request).map(([field, shape]) => parameter(field, shape, example.request as Json)),
    responses: {
      200: {
        description: 'Done.',
        content: {
          'application/json': {
            schema: answer(response),
            example: { RequestId: exampleRequestId, ...exampleAnswer(operation) },
          },
        },
      },
      default: {
        description: refusals(problems),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function parameter(name: string, shape: Shape, example: Json): Json {
  const { description, ...schema } = plain(shape) as Json
  return {
    name,
    in: 'query',
    ...(description === undefined ? {} : { description }),
    required: !mayBeAbsent(shape),
    schema,
    ...(example[name] === undefined ? {} : { example: example[name] }),
  }
}

const answer = (response: RecordShape): Json => {
  const { properties, required = [], ...rest } = plain(response) as { properties: Json; required?: string[] }
  return {
    ...rest,
    required: ['RequestId', ...required],
    properties: {
      RequestId: { type: 'string', description: 'The id of this call.', examples: [exampleRequestId] },
      ...properties,
    },
  }
}

const refusals = (problems: readonly ProblemKind<never[]>[]): string =>
  ['Refused: Missing… and Invalid… parameters, and the refusals of signature and RAM.']
    .concat(problems.map(({ code, status }) => `${status} ${code}`))
    .join(' · ')

/** A shape as plain JSON Schema, without what is only for TypeScript. */
const plain = (shape: unknown): unknown => JSON.parse(JSON.stringify(shape)) as unknown
