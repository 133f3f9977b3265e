import { inTypeScript as quoted } from './quoting.ts'
import { regionOf, type SampleLanguage } from './sample.ts'

export const typescript: SampleLanguage = {
  id: 'typescript',
  title: 'TypeScript',
  file: 'sample.mts',
  install: 'npm install @alicloud/openapi-client @alicloud/tea-util',
  run: 'node sample.mts',
  highlight: 'typescript',
  checked: 'run',
  write: call => `// ${call.action} of ${call.product} ${call.version}, with the official client.
import openapi from '@alicloud/openapi-client'
import util from '@alicloud/tea-util'

const { ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN } = process.env

const client = new openapi.default(
  new openapi.Config({
    accessKeyId: ALIBABA_CLOUD_ACCESS_KEY_ID,
    accessKeySecret: ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    ...(ALIBABA_CLOUD_SECURITY_TOKEN ? { securityToken: ALIBABA_CLOUD_SECURITY_TOKEN } : {}),
    endpoint: ${quoted(call.endpoint)},
    protocol: ${quoted(call.protocol)},
    regionId: ${quoted(regionOf(call))},
  }),
)

const params = new openapi.Params({
  action: ${quoted(call.action)},
  version: ${quoted(call.version)},
  protocol: ${quoted(call.protocol)},
  pathname: '/',
  method: 'POST',
  authType: 'AK',
  style: 'RPC',
  reqBodyType: 'formData',
  bodyType: 'json',
})

const request = new openapi.OpenApiRequest({
  query: {
${call.parameters.map(([name, value]) => `    ${quoted(name)}: ${quoted(value)},\n`).join('')}  },
})

try {
  const { body } = await client.callApi(params, request, new util.RuntimeOptions({}))
  console.log(JSON.stringify(body, undefined, 2))
} catch (error) {
  const { code, message } = error as { code?: string; message?: string }
  console.error(\`\${code}: \${message}\`)
  process.exitCode = 1
}
`,
}
