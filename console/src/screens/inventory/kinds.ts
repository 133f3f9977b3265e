/** The kinds of things the inventory lists, in the order of its navigation. */
import { type Choice, type ChoiceText, type Filter, type Kind, textIn } from './kind.ts'

const named = (field: string, id: string) => ({
  id: (row: Readonly<Record<string, unknown>>) => textIn(row, id),
  name: (row: Readonly<Record<string, unknown>>) => textIn(row, field) || textIn(row, id),
})

const all: Choice = { key: '', label: 'all', input: {} }
/** By one value of a parameter; the values stand in the address as they are. */
const oneOf = (name: Filter['name'], parameter: string, values: readonly ChoiceText[]): Filter => ({
  name,
  choices: [all, ...values.map((value): Choice => ({ key: value, label: value, input: { [parameter]: value } }))],
})
/** As `oneOf`, of states that computers and sessions have everywhere in the console. */
const ofStates = (parameter: string, states: readonly string[]): Filter => ({
  name: 'status',
  choices: [all, ...states.map((state): Choice => ({ key: state, label: { state }, input: { [parameter]: state } }))],
})
const origin = (parameter: string) => oneOf('origin', parameter, ['SYSTEM', 'CUSTOM'])
const system = oneOf('system', 'OsType', ['Windows', 'Linux'])

const desktops: Kind = {
  path: 'desktops',
  title: 'desktops',
  operation: 'DescribeDesktops',
  rows: 'Desktops',
  ...named('DesktopName', 'DesktopId'),
  regional: true,
  pages: 'token',
  largestPage: 1000,
  columns: [
    { title: 'status', field: 'DesktopStatus', show: 'state', width: 110 },
    { title: 'connection', field: 'ConnectionStatus', show: 'state', width: 130 },
    { title: 'users', field: 'EndUserIds', show: 'list', width: 150 },
    { title: 'share', field: 'DesktopGroupId', show: 'share', width: 200 },
    { title: 'billing', field: 'ChargeType', show: 'choice', width: 130 },
    { title: 'network', field: 'OfficeSiteName', width: 160 },
    { title: 'address', field: 'NetworkInterfaceIp', show: 'code', width: 130 },
    { title: 'image', field: 'ImageName', width: 170 },
    { title: 'type', field: 'DesktopType', show: 'code', width: 180 },
    { title: 'created', field: 'CreationTime', show: 'instant', width: 170 },
  ],
  filters: [
    {
      name: 'where',
      choices: [
        { key: '', label: 'outside', input: {} },
        { key: 'inside', label: 'inside', input: { OnlyDesktopGroup: true } },
        { key: 'everywhere', label: 'everywhere', input: { FilterDesktopGroup: false } },
      ],
    },
    ofStates('DesktopStatus', [
      'Running',
      'Stopped',
      'Starting',
      'Stopping',
      'Rebuilding',
      'Pending',
      'Expired',
      'Deleted',
    ]),
    oneOf('billing', 'ChargeType', ['PrePaid', 'PostPaid']),
  ],
  actions: [],
  areComputers: true,
}

const sessions: Kind = {
  path: 'sessions',
  title: 'sessions',
  operation: 'DescribeDesktopSessions',
  rows: 'Sessions',
  id: row => ['DesktopId', 'EndUserId', 'SessionStartTime'].map(field => textIn(row, field)).join(' '),
  name: row => `${textIn(row, 'EndUserId')} · ${textIn(row, 'DesktopName') || textIn(row, 'DesktopId')}`,
  regional: true,
  pages: 'number',
  largestPage: 100,
  search: { parameter: 'EndUserIdFilter', hint: 'searchSessions' },
  columns: [
    { title: 'status', field: 'SessionStatus', show: 'state', width: 130 },
    { title: 'user', field: 'EndUserId', width: 130 },
    { title: 'computer', field: 'DesktopId', show: 'code', width: 220 },
    { title: 'began', field: 'SessionStartTime', show: 'instant', width: 170 },
    { title: 'ended', field: 'SessionEndTime', show: 'instant', width: 170 },
    { title: 'network', field: 'OfficeSiteName', width: 160 },
  ],
  filters: [ofStates('SessionStatus', ['Connected', 'Disconnected'])],
  actions: [
    {
      key: 'disconnect',
      operation: 'DisconnectDesktopSessions',
      input: (row, region) => ({
        RegionId: region,
        Sessions: [{ EndUserId: textIn(row, 'EndUserId'), DesktopId: textIn(row, 'DesktopId') }],
      }),
      forbidden: row => (row.SessionStatus === 'Connected' ? undefined : 'isNotConnected'),
    },
  ],
}

const isLocked = (row: Readonly<Record<string, unknown>>): boolean => row.Status === 9

const users: Kind = {
  path: 'users',
  title: 'users',
  operation: 'DescribeUsers',
  rows: 'Users',
  ...named('EndUserId', 'EndUserId'),
  regional: false,
  pages: 'token',
  largestPage: 500,
  search: { parameter: 'Filter', hint: 'searchUsers' },
  columns: [
    { title: 'status', field: 'Status', show: 'userState', width: 110 },
    { title: 'realName', field: 'RealNickName', width: 160 },
    { title: 'email', field: 'Email', width: 220 },
    { title: 'remark', field: 'Remark', width: 220 },
  ],
  filters: [
    {
      name: 'status',
      choices: [
        all,
        { key: '0', label: 'inOrder', input: { Status: 0 } },
        { key: '9', label: 'locked', input: { Status: 9 } },
      ],
    },
  ],
  actions: [
    {
      key: 'lock',
      operation: 'LockUsers',
      input: row => ({ Users: [textIn(row, 'EndUserId')] }),
      forbidden: row => (isLocked(row) ? 'isLocked' : undefined),
    },
    {
      key: 'unlock',
      operation: 'UnlockUsers',
      input: row => ({ Users: [textIn(row, 'EndUserId')] }),
      forbidden: row => (isLocked(row) ? undefined : 'isNotLocked'),
    },
    {
      key: 'remove',
      operation: 'RemoveUsers',
      input: row => ({ Users: [textIn(row, 'EndUserId')] }),
      destroys: true,
    },
  ],
  create: {
    title: 'user',
    operation: 'CreateUsers',
    fields: [
      { name: 'EndUserId', label: 'userId', hint: 'userIdHint', required: true },
      { name: 'RealNickName', label: 'realName' },
      { name: 'Email', label: 'email' },
      { name: 'Password', label: 'password', hint: 'passwordHint', secret: true },
      { name: 'Remark', label: 'note' },
    ],
    input: filled => ({ Users: [filled] }),
  },
}

const officeNetworks: Kind = {
  path: 'office-networks',
  title: 'officeNetworks',
  operation: 'DescribeOfficeSites',
  rows: 'OfficeSites',
  ...named('Name', 'OfficeSiteId'),
  regional: true,
  pages: 'token',
  largestPage: 500,
  columns: [
    { title: 'status', field: 'Status', show: 'choice', width: 130 },
    { title: 'addresses', field: 'CidrBlock', show: 'code', width: 160 },
    { title: 'resources', field: 'TotalResourceAmount', width: 150 },
    { title: 'created', field: 'CreationTime', show: 'instant', width: 170 },
  ],
  filters: [oneOf('status', 'Status', ['REGISTERING', 'REGISTERED'])],
  actions: [
    {
      key: 'deleteNetwork',
      operation: 'DeleteOfficeSites',
      input: (row, region) => ({ RegionId: region, OfficeSiteId: [textIn(row, 'OfficeSiteId')] }),
      destroys: true,
      forbidden: row => {
        if (row.Status === 'REGISTERING') return 'isRegistering'
        return Number(row.TotalResourceAmount ?? 0) > 0 ? 'isUsed' : undefined
      },
    },
  ],
  create: {
    title: 'network',
    operation: 'CreateSimpleOfficeSite',
    fields: [
      { name: 'OfficeSiteName', label: 'networkName', hint: 'networkNameHint', required: true },
      { name: 'CidrBlock', label: 'cidr', hint: 'cidrHint' },
      {
        name: 'DesktopAccessType',
        label: 'access',
        choices: [
          ['Internet', 'accessInternet'],
          ['VPC', 'accessVpc'],
          ['Any', 'accessAny'],
        ],
      },
    ],
    input: (filled, region) => ({ RegionId: region, ...filled }),
  },
}

const images: Kind = {
  path: 'images',
  title: 'images',
  operation: 'DescribeImages',
  rows: 'Images',
  ...named('Name', 'ImageId'),
  regional: true,
  pages: 'token',
  largestPage: 500,
  columns: [
    { title: 'status', field: 'Status', show: 'choice', width: 120 },
    { title: 'origin', field: 'ImageType', show: 'choice', width: 120 },
    { title: 'system', field: 'Platform', width: 180 },
    { title: 'sessions', field: 'SessionType', show: 'choice', width: 140 },
    { title: 'size', field: 'Size', width: 100 },
    { title: 'created', field: 'CreationTime', show: 'instant', width: 170 },
  ],
  filters: [origin('ImageType'), system],
  actions: [],
}

const templates: Kind = {
  path: 'templates',
  title: 'templates',
  operation: 'DescribeBundles',
  rows: 'Bundles',
  ...named('BundleName', 'BundleId'),
  regional: true,
  pages: 'token',
  largestPage: 500,
  columns: [
    { title: 'origin', field: 'BundleType', show: 'choice', width: 120 },
    { title: 'type', field: 'DesktopType', show: 'code', width: 190 },
    { title: 'image', field: 'ImageName', width: 190 },
    { title: 'system', field: 'OsType', width: 140 },
    { title: 'created', field: 'CreationTime', show: 'instant', width: 170 },
  ],
  filters: [origin('BundleType'), system],
  actions: [],
}

const policies: Kind = {
  path: 'policies',
  title: 'policies',
  operation: 'DescribePolicyGroups',
  rows: 'DescribePolicyGroups',
  ...named('Name', 'PolicyGroupId'),
  regional: true,
  pages: 'token',
  largestPage: 200,
  columns: [
    { title: 'status', field: 'PolicyStatus', show: 'choice', width: 120 },
    { title: 'origin', field: 'PolicyGroupType', show: 'choice', width: 120 },
    { title: 'scope', field: 'Scope', show: 'code', width: 110 },
    { title: 'computers', field: 'DesktopCount', width: 110 },
    { title: 'shares', field: 'DesktopGroupCount', width: 110 },
  ],
  filters: [],
  actions: [],
}

export const kinds: readonly Kind[] = [desktops, sessions, users, officeNetworks, images, templates, policies]
