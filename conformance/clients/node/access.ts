/**
 * Makes a RAM user and a role with the vendor's generated Node clients, unmodified, assumes the role, by itself and through
 * the vendor's provider of credentials, and prints what it saw as one JSON line.
 */
import credentials from '@alicloud/credentials'
import openapiCore from '@alicloud/openapi-core'
import ram from '@alicloud/ram20150501'
import sts from '@alicloud/sts20150401'

const { Config, OpenApiRequest, Params } = openapiCore.$OpenApiUtil
type Config = InstanceType<typeof Config>

interface Key {
  readonly accessKeyId?: string | undefined
  readonly accessKeySecret?: string | undefined
  readonly securityToken?: string | undefined
}

interface Refusal {
  readonly code: string
  readonly status: number
}

function given(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set.`)
  return value
}

const name = given('DESKFLEET_NAME')
const regionId = given('ALIBABA_CLOUD_REGION_ID')
const server = { endpoint: given('ALIBABA_CLOUD_ENDPOINT'), protocol: 'HTTP', regionId }

const configOf = ({ accessKeyId = '', accessKeySecret = '', securityToken }: Key): Config =>
  new Config({ ...server, accessKeyId, accessKeySecret, ...(securityToken === undefined ? {} : { securityToken }) })

async function refusalOf(call: () => Promise<unknown>): Promise<Refusal | null> {
  try {
    await call()
    return null
  } catch (error) {
    const { code, statusCode: status } = error as { code?: string; statusCode?: number }
    if (code === undefined || status === undefined) throw error
    return { code, status }
  }
}

const documentOf = (Action: string, more: object): string =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action, ...more }] })

async function who(config: Config): Promise<string | undefined> {
  const { body } = await new sts.default(config).getCallerIdentity()
  return body?.arn
}

/** The generated client of the desktop service is not among our packages; this is what it does. */
async function share(config: Config): Promise<unknown> {
  const client = new openapiCore.default(config)
  const params = new Params({
    action: 'DescribeDesktopsInGroup',
    version: '2020-09-30',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  })
  const query = { RegionId: regionId, DesktopGroupId: given('DESKFLEET_SHARE_ID') }
  const { body } = await client.callApi(params, new OpenApiRequest({ query }), {} as never)
  return (body as { PostPaidDesktopsCount?: unknown }).PostPaidDesktopsCount
}

const rootConfig = configOf({
  accessKeyId: given('ALIBABA_CLOUD_ACCESS_KEY_ID'),
  accessKeySecret: given('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
})
const root = new ram.default(rootConfig)

await root.createUser(new ram.CreateUserRequest({ userName: name }))
const made = await root.createAccessKey(new ram.CreateAccessKeyRequest({ userName: name }))
const key: Key = made.body?.accessKey ?? {}
const userConfig = configOf(key)
const userArn = await who(userConfig)
const refusedUser = await refusalOf(() => share(userConfig))

const trust = documentOf('sts:AssumeRole', { Principal: { RAM: [userArn] } })
const role = await root.createRole(new ram.CreateRoleRequest({ roleName: name, assumeRolePolicyDocument: trust }))
const roleArn = role.body?.role?.arn ?? ''
const assumeRole = (config: Config) =>
  new sts.default(config).assumeRole(new sts.AssumeRoleRequest({ roleArn, roleSessionName: 'by-client' }))
const refusedBefore = await refusalOf(() => assumeRole(userConfig))

const policies = {
  [`${name}-assumes`]: documentOf('sts:AssumeRole', { Resource: roleArn }),
  [`${name}-reads`]: documentOf('ecd:DescribeDesktopsInGroup', { Resource: '*' }),
}
for (const [policyName, policyDocument] of Object.entries(policies))
  await root.createPolicy(new ram.CreatePolicyRequest({ policyName, policyDocument }))
const custom = { policyType: 'Custom' }
await root.attachPolicyToUser(
  new ram.AttachPolicyToUserRequest({ ...custom, policyName: `${name}-assumes`, userName: name }),
)
await root.attachPolicyToRole(
  new ram.AttachPolicyToRoleRequest({ ...custom, policyName: `${name}-reads`, roleName: name }),
)

const refusedRoot = await refusalOf(() => assumeRole(rootConfig))
const assumed = await assumeRole(userConfig)
const session = configOf(assumed.body?.credentials ?? {})
const listUsers = () => new ram.default(session).listUsers(new ram.ListUsersRequest({}))

// Over HTTPS: providers of credentials know nothing else. NODE_EXTRA_CA_CERTS names the certificate to trust.
const provider = new credentials.default(
  new credentials.Config({
    type: 'ram_role_arn',
    accessKeyId: key.accessKeyId ?? '',
    accessKeySecret: key.accessKeySecret ?? '',
    roleArn,
    roleSessionName: 'by-provider',
    stsEndpoint: given('DESKFLEET_STS_ENDPOINT'),
  }),
)
const provided = new Config({ ...server, credential: provider })

const seen = {
  user: userArn,
  refusedUser,
  refusedBefore,
  refusedRoot,
  session: await who(session),
  desktops: await share(session),
  refusedSession: await refusalOf(listUsers),
  provided: await who(provided),
  providedDesktops: await share(provided),
}
process.stdout.write(`${JSON.stringify(seen)}\n`)
