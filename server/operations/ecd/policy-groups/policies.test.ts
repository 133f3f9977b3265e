/** Making and changing policies, each seen through DescribePolicyGroups. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PolicyGroup } from '../../../domain/resources.ts'
import { allEnabledPolicyId } from '../../../domain/system-resources.ts'
import { fieldsOf } from '../../../spec/shape.ts'
import { readEvents } from '../../../store/events.ts'
import { anAccount, seed, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { CreatePolicyGroup } from './CreatePolicyGroup.ts'
import { DescribePolicyGroups } from './DescribePolicyGroups.ts'
import { ModifyPolicyGroup } from './ModifyPolicyGroup.ts'

const about = { RegionId: testRegion }

const clientOf = (store: TestStore, accountId: string) => {
  const context = () => contextFor(store, accountId)
  const list = async (input: object = {}) =>
    (await call(DescribePolicyGroups, { ...about, Scope: 'ALL', MaxResults: 100, ...input }, context()))
      .DescribePolicyGroups
  return {
    accountId,
    create: async (input: object = {}) =>
      (await call(CreatePolicyGroup, { ...about, ...input }, context())).PolicyGroupId,
    modify: (PolicyGroupId: string, input: object = {}) =>
      call(ModifyPolicyGroup, { ...about, PolicyGroupId, ...input }, context()),
    list,
    one: async (id: string) => (await list({ PolicyGroupId: [id] }))[0] ?? assert.fail(`${id} is not listed`),
    ids: async () => (await list()).map(({ PolicyGroupId }) => PolicyGroupId).slice(1),
    events: async () =>
      (await readEvents(store, { accountId, after: 0, limit: 100 })).map(({ name, details }) => [
        name,
        details?.policyGroupId,
      ]),
  }
}

async function anAccountIn(store: TestStore) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  return clientOf(store, account.id)
}

const codeOf = async (refused: Promise<unknown>): Promise<string> => {
  const { code, status } = await refusalBy(refused)
  return `${status} ${code}`
}

const bare = {
  PolicyGroupType: 'CUSTOM',
  PolicyStatus: 'AVAILABLE',
  Scope: 'GLOBAL',
  EdsCount: 0,
  DesktopCount: 0,
  DesktopGroupCount: 0,
}

const defaults = {
  AppContentProtection: 'off',
  CameraRedirect: 'on',
  Clipboard: 'off',
  Html5Access: 'off',
  Html5FileTransfer: 'off',
  InternetCommunicationProtocol: 'TCP',
  LocalDrive: 'off',
  NetRedirect: 'off',
  PreemptLogin: 'off',
  RecordContent: 'off',
  RecordContentExpires: 30,
  UsbRedirect: 'off',
  VisualQuality: 'medium',
  Watermark: 'off',
  WatermarkTransparency: 'LIGHT',
}

/** Every switch, with a value that is no default. */
const switches = {
  AppContentProtection: 'on',
  CameraRedirect: 'off',
  Clipboard: 'readwrite',
  Html5Access: 'on',
  Html5FileTransfer: 'all',
  InternetCommunicationProtocol: 'BOTH',
  LocalDrive: 'read',
  NetRedirect: 'on',
  PreemptLogin: 'off',
  RecordContent: 'on',
  RecordContentExpires: 10_000_000_000,
  UsbRedirect: 'on',
  VisualQuality: 'lossless',
  Watermark: 'blind',
  WatermarkTransparency: 'DARK',
  DomainList: '[white:],example.com,example.org',
  GpuAcceleration: 'on',
  PrinterRedirection: 'on',
  Recording: 'PERIOD',
  RecordingAudio: 'on',
  RecordingStartTime: '08:00:00',
  RecordingEndTime: '23:59:59',
  RecordingFps: 15,
  RecordingExpires: 180,
  RecordingDuration: 60,
  RecordingUserNotify: 'on',
  RecordingUserNotifyMessage: 'Es wird aufgezeichnet. 正在录屏',
  RemoteCoordinate: 'optionalControl',
  Scope: 'IP',
  VideoRedirect: 'on',
  WatermarkAntiCam: 'on',
  WatermarkColor: 16_777_215,
  WatermarkCustomText: 'confidential',
  WatermarkDegree: -12.5,
  WatermarkFontSize: 20,
  WatermarkFontStyle: 'bold',
  WatermarkPower: 'high',
  WatermarkRowAmount: 2_147_483_647,
  WatermarkSecurity: 'on',
  WatermarkTransparencyValue: 100,
  WatermarkType: 'Custom',
  WyAssistant: 'on',
  AdminAccess: 'deny',
  MaxReconnectTime: 7200,
}

/** What CreatePolicyGroup spells in capitals, and answers do not. */
const respelt = {
  DomainResolveRuleType: 'ON',
  EndUserApplyAdminCoordinate: 'ON',
  EndUserGroupCoordinate: 'OFF',
}
const respeltShown = {
  DomainResolveRuleType: 'on',
  EndUserApplyAdminCoordinate: 'on',
  EndUserGroupCoordinate: 'off',
}

const sameLists = {
  ScopeValue: ['47.100.0.0/24', '2001:db8::/32'],
  UsbSupplyRedirectRule: [
    {
      VendorId: '0781',
      ProductId: '5581',
      Description: 'sticks',
      UsbRedirectType: 1,
      DeviceClass: '0Eh',
      DeviceSubclass: '01h',
      UsbRuleType: 2,
    },
  ],
  DomainResolveRule: [{ Domain: '*.example.com', Policy: 'allow', Description: 'ours' }, { Domain: 'a.example' }],
  DeviceRedirects: [{ DeviceType: 'camera', RedirectType: 'deviceRedirect' }],
  DeviceRules: [
    {
      DeviceType: 'storage',
      DeviceName: 'stick',
      DeviceVid: '0x0781',
      DevicePid: '0x55b1',
      RedirectType: 'usbRedirect',
      OptCommand: '2:0',
      Platforms: 'windows',
    },
  ],
}
const ssh = {
  Type: 'inflow',
  Policy: 'drop',
  PortRange: '22/22',
  Description: 'ssh',
  IpProtocol: 'TCP',
  Priority: '1',
  CidrIp: '10.0.0.0/8',
}
const lists = {
  ...sameLists,
  PreemptLoginUser: ['alice', 'bob'],
  AuthorizeSecurityPolicyRule: [ssh, { Type: 'outflow', IpProtocol: 'ALL', PortRange: '-1/-1', CidrIp: '0.0.0.0/0' }],
  AuthorizeAccessPolicyRule: [{ CidrIp: '47.100.0.0/16', Description: 'branch' }, { CidrIp: '1.2.3.4' }],
  ClientType: [
    { ClientType: 'windows', Status: 'ON' },
    { ClientType: 'html5', Status: 'OFF' },
  ],
}
const listsShown = {
  ...sameLists,
  PreemptLoginUsers: ['alice', 'bob'],
  AuthorizeSecurityPolicyRules: [
    ssh,
    { Type: 'outflow', Policy: 'accept', IpProtocol: 'ALL', PortRange: '-1/-1', CidrIp: '0.0.0.0/0' },
  ],
  AuthorizeAccessPolicyRules: [{ CidrIp: '47.100.0.0/16', Description: 'branch' }, { CidrIp: '1.2.3.4' }],
  ClientTypes: lists.ClientType,
}

const rulesOf = (addresses: readonly string[]) => addresses.map(CidrIp => ({ CidrIp }))
const numbered = (count: number) => rulesOf(Array.from({ length: count }, (_, n) => `10.0.0.${n}`))

const refusedContents: readonly [input: object, code: string][] = [
  [{ Clipboard: 'on' }, '400 InvalidClipboard'],
  [{ Name: 'x'.repeat(256) }, '400 InvalidName'],
  [{ RecordingFps: 3 }, '400 InvalidRecordingFps'],
  [{ RecordingExpires: 181 }, '400 InvalidRecordingExpires'],
  [{ RecordingStartTime: '24:00:00' }, '400 InvalidRecordingStartTime'],
  [{ WatermarkColor: 16_777_216 }, '400 InvalidWatermarkColor'],
  [{ Scope: 'IP' }, '400 MissingScopeValue'],
  [{ Scope: 'IP', ScopeValue: ['the office'] }, '400 InvalidScopeValue'],
  [{ ScopeValue: ['1.2.3.4/33'] }, '400 InvalidScopeValue'],
  [{ AuthorizeAccessPolicyRule: rulesOf(['everywhere']) }, '400 InvalidAuthorizeAccessPolicyRule'],
  [{ AuthorizeAccessPolicyRule: numbered(101) }, '400 InvalidAuthorizeAccessPolicyRule'],
  [{ AuthorizeSecurityPolicyRule: [{ CidrIp: '10.0.0.0/40' }] }, '400 InvalidAuthorizeSecurityPolicyRule'],
  [{ AuthorizeSecurityPolicyRule: [{ PortRange: '443/80' }] }, '400 InvalidAuthorizeSecurityPolicyRule'],
  [{ AuthorizeSecurityPolicyRule: [{ PortRange: '80' }] }, '400 InvalidAuthorizeSecurityPolicyRule'],
  [{ AuthorizeSecurityPolicyRule: [{ PortRange: '1/65536' }] }, '400 InvalidAuthorizeSecurityPolicyRule'],
  [{ AuthorizeSecurityPolicyRule: [{ Priority: 'first' }] }, '400 InvalidAuthorizeSecurityPolicyRule'],
  [{ RegionId: 'mars-north-1' }, '404 InvalidRegion.NotFound'],
]

forEachDatabase('policies', open => {
  describe('CreatePolicyGroup', () => {
    test('makes a policy that is there at once, with the defaults of every switch that has one', async () => {
      await using store = await open()
      const { create, events, one } = await anAccountIn(store)
      const id = await create()
      assert.match(id, /^pg-[a-z0-9]{17}$/)
      assert.deepEqual(await one(id), { ...bare, ...defaults, PolicyGroupId: id, Name: id })
      assert.deepEqual(await events(), [['PolicyGroupCreated', id]])
    })

    test('keeps every parameter there is, and all of it reads back', async () => {
      await using store = await open()
      const { create, one } = await anAccountIn(store)
      const input = { Name: '视频 policy', ...switches, ...respelt, ...lists }
      const parameters = fieldsOf(CreatePolicyGroup.request).map(([name]) => name)
      assert.deepEqual(Object.keys({ ...about, ...input }).sort(), parameters.sort())
      const id = await create(input)
      assert.deepEqual(await one(id), {
        ...bare,
        ...switches,
        ...respeltShown,
        ...listsShown,
        PolicyGroupId: id,
        Name: '视频 policy',
      })
    })

    test('takes other letters where clients and the vendor’s samples have them', async () => {
      await using store = await open()
      const { create, modify, one } = await anAccountIn(store)
      const id = await create({
        Recording: 'period',
        RecordContent: 'ON',
        InternetCommunicationProtocol: 'both',
        AuthorizeSecurityPolicyRule: [{ ...ssh, IpProtocol: 'tcp' }],
      })
      await modify(id, { ClientType: [{ ClientType: 'ios', Status: 'ON' }] })
      assert.partialDeepStrictEqual(await one(id), {
        Recording: 'period',
        RecordContent: 'on',
        InternetCommunicationProtocol: 'BOTH',
        AuthorizeSecurityPolicyRules: [{ ...ssh, IpProtocol: 'tcp' }],
        ClientTypes: [{ ClientType: 'ios', Status: 'ON' }],
      })
    })

    test('finds the policy by where it holds', async () => {
      await using store = await open()
      const { create, list } = await anAccountIn(store)
      const id = await create({ Scope: 'IP', ScopeValue: ['47.100.0.0/24'] })
      assert.deepEqual(
        (await list({ Scope: 'IP' })).map(({ PolicyGroupId }) => PolicyGroupId),
        [id],
      )
      assert.deepEqual(
        (await list({ Scope: 'GLOBAL' })).map(({ PolicyGroupId }) => PolicyGroupId),
        [allEnabledPolicyId],
      )
    })

    test('keeps an access or traffic rule once that is given twice, with its last note', async () => {
      await using store = await open()
      const { create, one } = await anAccountIn(store)
      const id = await create({
        AuthorizeAccessPolicyRule: [
          { CidrIp: '1.2.3.4', Description: 'old' },
          { CidrIp: '1.2.3.4', Description: 'new' },
        ],
        AuthorizeSecurityPolicyRule: [ssh, { ...ssh, Description: 'again' }, { ...ssh, Priority: '2' }],
      })
      const { AuthorizeAccessPolicyRules, AuthorizeSecurityPolicyRules } = await one(id)
      assert.deepEqual(AuthorizeAccessPolicyRules, [{ CidrIp: '1.2.3.4', Description: 'new' }])
      assert.deepEqual(AuthorizeSecurityPolicyRules, [
        { ...ssh, Description: 'again' },
        { ...ssh, Priority: '2' },
      ])
    })

    test('refuses what cannot be, and then makes nothing', async () => {
      await using store = await open()
      const { create, events, ids } = await anAccountIn(store)
      for (const [input, code] of [
        ...refusedContents,
        [{ AuthorizeAccessPolicyRule: [{ Description: 'nowhere' }] }, '400 InvalidAuthorizeAccessPolicyRule'] as const,
      ]) {
        assert.equal(`${JSON.stringify(input)} ${await codeOf(create(input))}`, `${JSON.stringify(input)} ${code}`)
      }
      assert.deepEqual(await ids(), [])
      assert.deepEqual(await events(), [])
    })
  })

  describe('ModifyPolicyGroup', () => {
    test('changes what it names and leaves the rest, also where the vendor’s schema has a default', async () => {
      await using store = await open()
      const { create, events, modify, one } = await anAccountIn(store)
      const id = await create({ Name: 'Strict', ...switches, ...respelt, ...lists })
      const other = await create()
      const before = await one(id)
      const untouched = await one(other)
      assert.deepEqual(await modify(id), {})
      assert.deepEqual(await one(id), before)
      await modify(id, {
        Name: 'Mild',
        Clipboard: 'read',
        Scope: 'GLOBAL',
        RecordContentExpires: 5,
        VideoRedirect: 'off',
        EndUserGroupCoordinate: 'on',
        DomainResolveRuleType: 'OFF',
        ClientType: [{ ClientType: 'ios', Status: 'off' }],
        PreemptLoginUser: ['carol'],
        DeviceRules: [{ DeviceType: 'adb', RedirectType: 'off' }],
      })
      assert.deepEqual(await one(id), {
        ...before,
        Name: 'Mild',
        Clipboard: 'read',
        Scope: 'GLOBAL',
        RecordContentExpires: 5,
        VideoRedirect: 'off',
        EndUserGroupCoordinate: 'on',
        DomainResolveRuleType: 'off',
        ClientTypes: [{ ClientType: 'ios', Status: 'OFF' }],
        PreemptLoginUsers: ['carol'],
        DeviceRules: [{ DeviceType: 'adb', RedirectType: 'off' }],
      })
      assert.deepEqual(await one(other), untouched)
      assert.deepEqual((await events()).slice(2), [
        ['PolicyGroupModified', id],
        ['PolicyGroupModified', id],
      ])
    })

    test('takes single access rules away and adds others, and the notes do not matter for it', async () => {
      await using store = await open()
      const { create, modify, one } = await anAccountIn(store)
      const id = await create({ AuthorizeAccessPolicyRule: rulesOf(['1.1.1.1', '2.2.2.0/24', '3.3.3.3']) })
      const rules = async () => (await one(id)).AuthorizeAccessPolicyRules
      await modify(id, {
        RevokeAccessPolicyRule: [{ CidrIp: '1.1.1.1', Description: 'whatever' }, ...rulesOf(['9.9.9.9'])],
        AuthorizeAccessPolicyRule: rulesOf(['4.4.4.4']),
      })
      assert.deepEqual(await rules(), rulesOf(['2.2.2.0/24', '3.3.3.3', '4.4.4.4']))
      // A client that changes a note takes the rule away and adds it in one call.
      const noted = [{ CidrIp: '3.3.3.3', Description: 'three' }]
      await modify(id, { RevokeAccessPolicyRule: rulesOf(['3.3.3.3']), AuthorizeAccessPolicyRule: noted })
      assert.deepEqual(await rules(), [...rulesOf(['2.2.2.0/24', '4.4.4.4']), ...noted])
      await modify(id, { RevokeAccessPolicyRule: rulesOf(['2.2.2.0/24', '3.3.3.3', '4.4.4.4']) })
      assert.equal(await rules(), undefined)
    })

    test('takes away the one traffic rule that is the same in all but its note', async () => {
      await using store = await open()
      const { create, modify, one } = await anAccountIn(store)
      const others = [
        { ...ssh, Type: 'outflow' },
        { ...ssh, Policy: 'accept' },
        { ...ssh, PortRange: '23/23' },
        { ...ssh, IpProtocol: 'UDP' },
        { ...ssh, Priority: '2' },
        { ...ssh, CidrIp: '10.0.0.0/9' },
      ]
      const id = await create({ AuthorizeSecurityPolicyRule: [ssh, ...others] })
      await modify(id, { RevokeSecurityPolicyRule: [{ ...ssh, IpProtocol: 'tcp', Description: 'another' }] })
      assert.deepEqual((await one(id)).AuthorizeSecurityPolicyRules, others)
      // Without a verdict accept is meant, in both directions.
      const { Policy, ...silent } = ssh
      await modify(id, {
        RevokeSecurityPolicyRule: [silent],
        AuthorizeSecurityPolicyRule: [{ ...silent, Priority: '9' }],
      })
      assert.deepEqual((await one(id)).AuthorizeSecurityPolicyRules, [
        ...others.filter(({ Policy: verdict }) => verdict !== 'accept'),
        { ...ssh, Policy: 'accept', Priority: '9' },
      ])
    })

    test('refuses what cannot be, what would be too much, and then changes nothing', async () => {
      await using store = await open()
      const { create, modify, one } = await anAccountIn(store)
      const id = await create({ AuthorizeAccessPolicyRule: numbered(100) })
      const before = await one(id)
      const more = rulesOf(['1.2.3.4'])
      for (const [input, code] of [
        ...refusedContents,
        [{ AuthorizeAccessPolicyRule: more }, '400 InvalidAuthorizeAccessPolicyRule'] as const,
        [
          { AuthorizeAccessPolicyRule: [{ Description: 'x' }] },
          '400 MissingAuthorizeAccessPolicyRule.1.CidrIp',
        ] as const,
      ]) {
        assert.equal(
          `${JSON.stringify(input)} ${await codeOf(modify(id, { Clipboard: 'read', ...input }))}`,
          `${JSON.stringify(input)} ${code}`,
        )
      }
      assert.deepEqual(await one(id), before)
      await modify(id, { RevokeAccessPolicyRule: rulesOf(['10.0.0.7']), AuthorizeAccessPolicyRule: more })
      assert.equal((await one(id)).AuthorizeAccessPolicyRules?.length, 100)
    })

    test('keeps a policy that holds at addresses from losing them, and takes those it has into account', async () => {
      await using store = await open()
      const { create, modify, one } = await anAccountIn(store)
      const id = await create()
      assert.equal(await codeOf(modify(id, { Scope: 'IP' })), '400 MissingScopeValue')
      await modify(id, { ScopeValue: ['47.100.0.0/24'] })
      await modify(id, { Scope: 'IP' })
      const { Scope, ScopeValue } = await one(id)
      assert.deepEqual([Scope, ScopeValue], ['IP', ['47.100.0.0/24']])
    })

    test('changes no built-in policy, and knows none of another account or region', async () => {
      await using store = await open()
      const owner = await anAccountIn(store)
      const stranger = await anAccountIn(store)
      const id = await owner.create()
      const change = { Clipboard: 'read' }
      assert.equal(await codeOf(owner.modify(allEnabledPolicyId, change)), '400 InvalidPolicyGroupType.NotSupported')
      assert.equal((await owner.one(allEnabledPolicyId)).Clipboard, undefined)
      const refusal = await refusalBy(stranger.modify(id, change))
      assert.equal(refusal.message, 'The specified param PolicyGroupId is not found.')
      const unknown = '400 InvalidPolicyGroupId.NotFound'
      assert.equal(await codeOf(stranger.modify(id, change)), unknown)
      assert.equal(await codeOf(owner.modify(id, { ...change, RegionId: 'cn-shanghai' })), unknown)
      assert.equal(await codeOf(owner.modify('pg-none', change)), unknown)
      assert.equal((await owner.one(id)).Clipboard, 'off')
    })
  })

  test('DescribePolicyGroups leaves out what a file wrote into lists and no answer can show', async () => {
    await using store = await open()
    const { accountId, one } = await anAccountIn(store)
    const resource: PolicyGroup = {
      kind: 'policyGroup',
      type: 'CUSTOM',
      id: 'pg-of-a-file',
      name: 'file',
      settings: { RecordingFps: '99999999999999999', WatermarkRowAmount: '3000000000' },
      lists: {
        NoList: ['x'],
        PreemptLoginUsers: ['alice', { Name: 'bob' }],
        UsbSupplyRedirectRule: ['x', { UsbRuleType: 'two', VendorId: '1', Other: 'x' }],
      },
    }
    await seed(store, { resources: [{ accountId, resource }] })
    assert.deepEqual(await one(resource.id), {
      ...bare,
      PolicyGroupId: resource.id,
      Name: 'file',
      PreemptLoginUsers: ['alice'],
      UsbSupplyRedirectRule: [{ VendorId: '1' }],
    })
  })
})
