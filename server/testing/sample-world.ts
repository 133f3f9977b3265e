/** A server with a share, and calls of every shape there is, for the programs of the samples room. */
import assert from 'node:assert/strict'
import type { SampleCall } from '../../samples/sample.ts'
import { operationNamed } from '../operations/registry.ts'
import { flatten } from '../wire/decode.ts'
import { addPool } from './callers.ts'
import { startTestServer, type TestServer } from './server.ts'

export interface SampleWorld {
  readonly server: TestServer
  /**
   * Calls, and what their answers look like when `plain`.
   * @param name of what the calls make: another for everybody who makes them
   */
  calls(name: string): readonly { readonly call: SampleCall; readonly answer: RegExp }[]
  /** A call that is refused with InvalidMaxResults. */
  readonly refused: SampleCall
  /** A call with the parameters of a form, nested as a form has them. */
  callOf(action: string, input: Readonly<Record<string, unknown>>): SampleCall
}

const hangzhou = { RegionId: 'cn-hangzhou' }

/** Whatever ends a literal, begins a variable, an option or an escape, or is not seen in some language. */
const odd = `--it's "so" \\n $HOME \${a} {$b} #{c} %s \`d\` & <漢字> ü 👩‍💻\nnext\tline\ufeff!`
const oddInJson = new RegExp(JSON.stringify(odd).replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'))

/** An answer as every language shows it, without spaces and with the escapes of one way of writing. */
export const plain = (json: string): string => JSON.stringify(JSON.parse(json))

export async function openSampleWorld(): Promise<SampleWorld> {
  const server = await startTestServer()
  const DesktopGroupId = (await addPool(server, { prePaid: 1, postPaid: 2 })).id
  const ofShare = { ...hangzhou, DesktopGroupId }
  const rows = await server.store.all('select id from desktops where share_id = ?', [DesktopGroupId])
  const DesktopId = rows.map(([id]) => String(id))
  const ofComputers = { ...hangzhou, ResourceType: 'ALIYUN::GWS::INSTANCE', ResourceId: DesktopId }
  const tag = { Key: "d'art & co", Value: '50 %\u00a0"$HOME"' }
  const callOf: SampleWorld['callOf'] = (action, input) => {
    const operation = operationNamed(action)
    assert.ok(operation, action)
    const { code: product, version } = operation.product
    const parameters = flatten(operation.request, input).map(([name, value]) => [name, value] as const)
    return { endpoint: server.endpoint, protocol: 'HTTP', product, version, action, parameters }
  }
  // None, plain, numbers, flags, lists, records in lists, records and maps as JSON, odd signs, several products.
  const calls = (
    name: string,
    EndUserId: string,
  ): readonly (readonly [action: string, input: Readonly<Record<string, unknown>>, answer: RegExp])[] => [
    ['DescribeRegions', hangzhou, /"Regions"/],
    ['DescribeDesktopsInGroup', { ...ofShare, MaxResults: 1 }, /"NextToken"/],
    ['DescribeDesktopsInGroup', { ...ofShare, PayType: 'PostPaid', IgnoreDeleted: false }, /"PostPaidDesktops"/],
    ['DescribeDesktopInfo', { ...hangzhou, DesktopId }, /"Desktops"/],
    ['TagResources', { ...ofComputers, Tag: [tag, { Key: name }] }, /"RequestId"/],
    ['ListTagResources', ofComputers, /"TagValue":"50 %\u00a0\\"\$HOME\\""/],
    ['DescribeDesktops', { ...hangzhou, Tag: [tag] }, /"TotalCount"/],
    ['GetDesktopGroupDetail', ofShare, /"DesktopGroupId"/],
    ['DescribeUsersInGroup', { ...ofShare, MaxResults: 2 }, /alice/],
    [
      'CreateSimpleOfficeSite',
      { ...hangzhou, OfficeSiteName: 'Büro 漢字', CidrBlock: '172.16.0.0/12' },
      /"OfficeSiteId"/,
    ],
    ['CreatePolicyGroup', { ...hangzhou, Name: 'locked', Clipboard: 'off' }, /"PolicyGroupId"/],
    [
      'CreateUsers',
      { Users: [{ EndUserId, Email: 'bob@example.com', OwnerType: 'Normal' }], IsLocalAdmin: true },
      /"AllSucceed":true/,
    ],
    ['DescribeUsers', { FilterMap: { "it's": '"漢" \\ $HOME' }, EndUserIds: [EndUserId] }, /bob@example\.com/],
    ['CreateUser', { UserName: name, DisplayName: "Ül'mäß", Comments: odd }, oddInJson],
    [
      'DescribePrice',
      { ...hangzhou, InstanceType: 'eds.enterprise_office.4c8g', ResourceType: 'Desktop' },
      /"PriceInfo"/,
    ],
    ['ListUsers', { MaxItems: 5 }, /"IsTruncated"/],
    ['GetCallerIdentity', {}, /"IdentityType"/],
    ['ExplainShareBill', ofShare, /"RequestId"/],
  ]
  return {
    server,
    callOf,
    calls: name =>
      calls(name, `user-of-${name}`).map(([action, input, answer]) => ({ call: callOf(action, input), answer })),
    refused: callOf('DescribeDesktopsInGroup', { ...ofShare, MaxResults: 101 }),
  }
}
