/** Any fleet there can be, for the property tests: every state, with names and users that fit together. */
import fc from 'fast-check'
import { desktopStatuses } from '../domain/desktop.ts'
import type { AccountEntry, Fleet } from '../fleet/schema.ts'
import {
  loadPolicies,
  resetForms,
  type ShareDesktopEntry,
  type ShareEntry,
  shareStates,
} from '../fleet/schema-desktops.ts'

const endUsers = ['alice', 'bob', 'chen.wei', 'dora@lively.example'] as const
const words = fc.stringMatching(/^[A-Za-zé陈 :#'"{}&*!%@-]{0,12}[a-z]$/)
const tags = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), words, { maxKeys: 2 })
const past = fc.integer({ min: 1, max: 400 }).map(days => `${days} days ago`)
const fixed = fc.integer({ min: 0, max: 1_700_000_000_000 }).map(instant => new Date(instant).toISOString())
const duration = fc.constantFrom('15 minutes', '4 days', '90 seconds', '1500 milliseconds')
const images = fc.constantFrom(
  'desktopimage-windows-server-2019-64-asp',
  'desktopimage-windows-server-2019-64-hdx',
  'desktopimage-windows-server-2019-64-gpu-asp',
  'desktopimage-ubuntu-2004-64-asp',
  'own image',
)
const bundles = fc.constantFrom(
  'bundle_eds_general_4c8g_s8d5_win2019',
  'bundle_eds_general_2c4g_s4d4_ubuntu2004',
  'own bundle',
)
const disk = fc.record({ sizeGib: fc.integer({ min: 20, max: 500 }), category: words }, { requiredKeys: ['sizeGib'] })

/** Fields that are there or not. */
const maybe = <Fields extends object>(fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> }) =>
  fc.record(fields, { requiredKeys: [] })

const state = fc.oneof(
  fc.record({ status: fc.constantFrom(...desktopStatuses.filter(status => status !== 'Deleted')) }),
  fc.record({ status: fc.constantFrom(...desktopStatuses), boundTo: fc.constantFrom(...endUsers) }),
  fc.record({ connected: fc.constantFrom(...endUsers).map(user => [user]), startedAt: past }),
  fc.record({ users: fc.constantFrom(...endUsers).map(id => [{ id, connectedSince: '2 hours ago' }]) }),
  fc.record({ releasedAt: past, createdAt: fc.constant('500 days ago') }),
)

const bill = fc.uniqueArray(fc.integer({ min: 2, max: 300 }), { minLength: 1, maxLength: 3 }).map(hours =>
  hours.map(hour => ({
    item: 'compute' as const,
    from: `${hour} hours ago`,
    to: `${hour - 1} hours ago`,
    amount: `${hour}.25`,
  })),
)

const desktopTraits = maybe({
  image: images,
  bundle: bundles,
  desktopType: fc.constant('eds.general.8c16g'),
  osType: fc.constantFrom('Linux' as const, 'Windows' as const),
  protocol: fc.constantFrom('ASP' as const, 'HDX' as const),
  systemDisk: disk,
  dataDisks: fc.array(disk, { maxLength: 2 }),
  expiredAt: fc.oneof(fixed, past, fc.constant('never')),
  resetAt: past,
  managementFlag: fc.constant('Updating' as const),
  primaryAddress: fc.constant(''),
  hostName: words,
  gpuDriverVersion: fc.constantFrom('', '1.0'),
  fotaVersion: fc.constantFrom('', '0.1.0'),
  bindAmount: fc.integer({ min: 0, max: 5 }),
  policyGroups: fc.constantFrom<string[]>(['own policy'], ['own policy', 'system-all-enabled-policy']),
  tags,
})

const shareDesktop = (billing: ShareEntry['billing']): fc.Arbitrary<ShareDesktopEntry> =>
  fc.tuple(state, desktopTraits, fc.boolean(), fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }), bill).map(
    ([how, traits, automatic, count, lines]): ShareDesktopEntry => ({
      createdAt: '450 days ago',
      ...traits,
      ...how,
      ...(count === undefined ? {} : { count, primaryAddress: '' }),
      ...(automatic || billing === 'postPaid' ? { billing: 'postPaid' as const, bill: lines } : {}),
    }),
  )

const share = (name: string): fc.Arbitrary<ShareEntry> =>
  fc.constantFrom('prePaid' as const, 'postPaid' as const).chain(billing =>
    fc
      .tuple(
        maybe({
          status: fc.constantFrom(...shareStates),
          kind: fc.constantFrom('manyToMany' as const, 'oneToMany' as const),
          sessions: fc.constantFrom('single' as const, 'multiple' as const),
          image: images,
          bundle: bundles,
          createdAt: fc.oneof(past, fixed),
          reset: fc.constantFrom(...resetForms),
          loadPolicy: fc.constantFrom(...loadPolicies),
          keepDuration: duration,
          stopDuration: duration,
          dataDisk: fc.constant({ sizeGib: 0 }),
          systemDisk: disk,
          comments: words,
          desktopCount: fc.integer({ min: 0, max: 9 }),
          deletedAt: past,
          tags,
        }),
        fc.array(shareDesktop(billing), { maxLength: 4 }),
        billing === 'prePaid'
          ? maybe({ autoCreate: fc.boolean(), expiredAt: fc.oneof(past, fc.constant('never')) })
          : fc.constant({}),
      )
      .map(([traits, desktops, paid]) => ({ name, billing, ...traits, ...paid, users: [...endUsers], desktops })),
  )

const account = (id: string): fc.Arbitrary<AccountEntry> =>
  fc
    .tuple(share('first: share'), share('second'), fc.boolean(), words, past)
    .map(([first, second, locked, name, createdAt]) => ({
      id,
      name,
      currency: 'USD',
      policies: [
        {
          name: 'own',
          document: {
            Version: '1',
            Statement: [{ Effect: 'Deny', Action: 'ecd:Delete*', Resource: 'acs:ecd:*:{account}:*' }],
          },
        },
      ],
      groups: [{ name: 'people', policies: ['own'] }],
      users: [
        {
          name: 'user',
          createdAt,
          groups: ['people'],
          policies: ['system/AliyunECDFullAccess', 'own'],
          accessKeys: [{}],
        },
      ],
      officeNetworks: [
        {
          name: 'office',
          cidrBlock: '10.0.0.0/16',
          subnet: 'vsw-1',
          furtherSubnets: ['vsw-2'],
          settings: { EnableAdminAccess: locked, Bandwidth: 10, CenId: name },
        },
      ],
      images: [{ name: 'own image', osType: 'Linux' as const, dataDiskGib: 30 }],
      bundles: [{ name: 'own bundle', desktopType: 'eds.general.4c8g', image: 'own image' }],
      policyGroups: [
        {
          name: 'own policy',
          settings: { Clipboard: name },
          lists: { PreemptLoginUsers: [name], UsbSupplyRedirectRule: [{ VendorId: name, UsbRuleType: 2 }] },
        },
      ],
      endUsers: endUsers.map(user => ({ id: user, locked, remark: name })),
      shares: [first, second],
      desktops: [{ name: 'ordinary', connected: ['alice'] }],
    }))

export const arbitraryFleet: fc.Arbitrary<Fleet> = fc
  .tuple(account('root'), account('6543210987654321'))
  .map(accounts => ({ deskfleet: 1 as const, accounts }))
