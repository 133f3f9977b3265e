/** The schema of the fleet file: a TypeBox schema, which is JSON Schema, with a description of every field. */
import Type, { type Static } from 'typebox'
import { osTypes, protocolTypes } from '../domain/desktop.ts'
import { languages, performanceLevels } from '../domain/resources.ts'
import { attachedControl, control } from './schema-control.ts'
import { ordinaryDesktop, sessionForms, share } from './schema-desktops.ts'
import {
  createdAt,
  flag,
  id,
  listOf,
  mapping,
  oneOf,
  optional,
  pattern,
  reference,
  region,
  time,
  whole,
  words,
} from './vocabulary.ts'

// The limits of the calls that make them: what a file made, calls can name.
const ramNames = {
  policy: ['^[A-Za-z0-9-]{1,128}$', 'a name of at most 128 letters, digits and hyphens'],
  group: ['^[A-Za-z0-9-]{1,64}$', 'a name of at most 64 letters, digits and hyphens'],
  user: ['^[A-Za-z0-9._-]{1,64}$', 'a name of at most 64 letters, digits and . _ -'],
  role: ['^[A-Za-z0-9.-]{1,64}$', 'a name of at most 64 letters, digits and . -'],
} as const
function ramName(kind: keyof typeof ramNames, description: string) {
  const [regularExpression, form] = ramNames[kind]
  return pattern(description, regularExpression, form)
}

const principalId = (description: string) => pattern(description, '^\\d{16,18}$', 'an id of 16 to 18 digits, in quotes')

// The grammar is checked by the policy room; its sentences are better than any a schema gives.
const document = (description: string) => Type.Unsafe<object>({ type: 'object', description })

const attached = listOf(
  'The policies attached: names of custom ones, and system/<name> for those of the system.',
  words('A policy.'),
)

const accessKey = mapping('An access key. At most two per owner.', {
  id: optional(pattern('Its id (`LTAI…`); derived by default.', '^[A-Za-z0-9]{8,128}$', 'an id of letters and digits')),
  secret: optional(words('Its secret; by default a random one is made, and told once.')),
  publicKey: optional(words('An RSA public key (PEM), for ACS3-RSA-SHA256.')),
  status: optional(oneOf('Active by default.', ['Active', 'Inactive'])),
  createdAt: optional(createdAt),
})
export type KeyEntry = Static<typeof accessKey>

const policy = mapping('A custom policy.', {
  name: ramName('policy', 'Its name.'),
  description: optional(words('What it is for.')),
  document: document('The policy document (Version, Statement). `{account}` stands for the id of the account.'),
  createdAt: optional(createdAt),
})
export type PolicyEntry = Static<typeof policy>

const group = mapping('A group of RAM users.', {
  name: ramName('group', 'Its name.'),
  id: optional(pattern('Its id (`g-…`); derived by default.', '^g-[a-z0-9]{16}$', 'g- and 16 letters or digits')),
  comments: optional(words('Remarks.')),
  policies: optional(attached),
  createdAt: optional(createdAt),
})
export type GroupEntry = Static<typeof group>

const user = mapping('A RAM user.', {
  name: ramName('user', 'The name.'),
  id: optional(principalId('The id (18 digits); derived by default.')),
  displayName: optional(words('The name people see.')),
  mobilePhone: optional(
    pattern('The mobile telephone number.', '^\\d{1,4}-\\d{4,20}$', 'a country code, a hyphen and a number'),
  ),
  email: optional(words('The mail address.')),
  comments: optional(words('Remarks.')),
  groups: optional(listOf('The groups the user is in.', words('A group.'))),
  policies: optional(attached),
  accessKeys: optional(listOf('The access keys.', accessKey)),
  createdAt: optional(createdAt),
})
export type UserEntry = Static<typeof user>

const role = mapping('A RAM role.', {
  name: ramName('role', 'Its name.'),
  id: optional(principalId('Its id (18 digits); derived by default.')),
  description: optional(words('What it is for.')),
  trustPolicy: document('Who may assume it. `{account}` stands for the id of the account.'),
  policies: optional(attached),
  maxSessionSeconds: optional(whole('The longest session in seconds; 3600 by default.', 900, 43_200)),
  createdAt: optional(createdAt),
})
export type RoleEntry = Static<typeof role>

export const networkTypes = ['simple', 'adConnector', 'personal', 'ram'] as const
export const accessForms = ['internet', 'vpc', 'any'] as const

const resource = {
  region: optional(region('Its region; that of the account by default. Cannot be changed.')),
  createdAt: optional(createdAt),
}

const officeNetwork = mapping('An office network.', {
  name: words('Its name.'),
  id: optional(id('Its id (`<region>+os-…`); derived by default.')),
  ...resource,
  type: optional(oneOf('Where its users come from; simple by default.', networkTypes)),
  cidrBlock: optional(
    pattern(
      'The IPv4 block from which desktops get addresses; 172.16.0.0/12 by default.',
      '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$',
      'an IPv4 block such as 172.16.0.0/12',
    ),
  ),
  vpcType: optional(oneOf('basic by default.', ['basic', 'standard', 'customized'])),
  access: optional(oneOf('From where its desktops can be reached; internet by default.', accessForms)),
  subnet: optional(id('The id of its subnet.')),
  furtherSubnets: optional(listOf('Its other subnets.', id('The id of a subnet.'))),
  domainName: optional(words('The name of its AD domain.')),
  settings: optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      description: 'What has no effect here, in the vendor’s words: EnableAdminAccess: true.',
    }),
  ),
})
export type OfficeNetworkEntry = Static<typeof officeNetwork>

const image = mapping('A custom image.', {
  name: words('Its name.'),
  id: optional(id('Its id (`m-…`); derived by default.')),
  ...resource,
  osType: oneOf('The operating system.', osTypes),
  platform: optional(words('Its platform, such as Ubuntu or Windows Server 2022.')),
  protocol: optional(oneOf('The streaming protocol; ASP by default.', protocolTypes)),
  sessions: optional(oneOf('Users at a time; single by default.', sessionForms)),
  systemDiskGib: optional(whole('The size of its system disk in GiB; 80 by default, 40 with Linux.', 1, 65_536)),
  dataDiskGib: optional(whole('The size of its data disk in GiB; none by default.', 1, 65_536)),
  gpuDriverVersion: optional(words('The version of its GPU driver.')),
  fotaVersion: optional(words('The version of its desktop software.')),
  description: optional(words('What it is.')),
})
export type ImageEntry = Static<typeof image>

const bundle = mapping('A custom bundle: a template for desktops.', {
  name: words('Its name.'),
  id: optional(id('Its id (`b-…`); derived by default.')),
  ...resource,
  desktopType: words('The type of desktop, such as eds.general.4c8g.'),
  image: reference('Name or id of its image.'),
  systemDiskGib: optional(whole('The size of the system disk in GiB; that of the image by default.', 1, 65_536)),
  dataDiskGib: optional(whole('The size of the data disk in GiB; that of the image by default.', 1, 65_536)),
  diskCategory: optional(words('The category of both disks; cloud_efficiency by default.')),
  systemDiskPerformance: optional(oneOf('The performance level of the system disk.', performanceLevels)),
  dataDiskPerformance: optional(oneOf('The performance level of the data disk.', performanceLevels)),
  language: optional(oneOf('The language of its desktops.', languages)),
  description: optional(words('What it is.')),
})
export type BundleEntry = Static<typeof bundle>

/** A text, or a rule. */
const policyListItem = Type.Union([
  Type.String(),
  Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), { description: 'A rule.' }),
])

const policyGroup = mapping('A cloud computer policy.', {
  name: words('Its name.'),
  id: optional(id('Its id (`pg-…`); derived by default.')),
  ...resource,
  settings: optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'Its switches, in the vendor’s words: Clipboard: readwrite.',
    }),
  ),
  lists: optional(
    Type.Record(Type.String(), listOf('The items.', policyListItem), {
      description: 'Its rules and other lists, in the vendor’s words: PreemptLoginUsers: [alice].',
    }),
  ),
})
export type PolicyGroupEntry = Static<typeof policyGroup>

export const endUserTypes = ['simple', 'adConnector'] as const

export const ownerTypes = ['normal', 'manager'] as const

const endUser = mapping('Somebody who uses desktops.', {
  id: pattern(
    'The id, with which the user logs on.',
    '^[A-Za-z0-9_-][A-Za-z0-9_.@+*-]{0,127}$',
    'an id of letters, digits and _ . @ + * -',
  ),
  name: optional(words('The name; the id by default.')),
  type: optional(oneOf('simple by default.', endUserTypes)),
  email: optional(words('The e-mail address.')),
  phone: optional(words('The telephone number.')),
  remark: optional(words('Remarks.')),
  nickname: optional(words('The name by which people know the user.')),
  organization: optional(words('The id of the organization.')),
  groups: optional(listOf('The ids of groups the user is in.', id('A group.'))),
  externalName: optional(words('The name in another directory.')),
  jobNumber: optional(words('The number of the employee.')),
  ownerType: optional(oneOf('Who activates the user; the user (normal) by default.', ownerTypes)),
  localAdmin: optional(flag('Whether the user is an administrator of the desktops.')),
  locked: optional(flag('Whether the user is locked out; false by default.')),
  autoLockAt: optional(time('From when on the user is locked out by itself; never by default.')),
  passwordExpireDays: optional(whole('After how many days the password is to be changed.', 30, 365)),
  createdAt: optional(createdAt),
})
export type EndUserEntry = Static<typeof endUser>

const account = mapping('An account and all that is in it.', {
  id: pattern(
    '`root`, the server’s own account, or 16 digits.',
    '^(root|[1-9]\\d{15})$',
    'root, or 16 digits in quotes',
  ),
  name: optional(words('The name of the account.')),
  currency: optional(pattern('ISO 4217; CNY by default.', '^[A-Z]{3}$', 'a currency of three capitals such as CNY')),
  accessMode: optional(oneOf('Whether its policies bind or only warn; enforce at first.', ['enforce', 'warn'])),
  folder: optional(words('The path of the folder it lies in, / for the root folder; what is stored by default.')),
  controlPolicies: optional(attachedControl),
  region: optional(region('The region of everything below that names none; cn-hangzhou by default.')),
  accessKeys: optional(listOf('Access keys of the account’s root, who may do everything.', accessKey)),
  policies: optional(listOf('Custom policies.', policy)),
  groups: optional(listOf('Groups of RAM users.', group)),
  users: optional(listOf('RAM users.', user)),
  roles: optional(listOf('RAM roles.', role)),
  officeNetworks: optional(listOf('Office networks.', officeNetwork)),
  images: optional(listOf('Custom images.', image)),
  bundles: optional(listOf('Custom bundles.', bundle)),
  policyGroups: optional(listOf('Cloud computer policies.', policyGroup)),
  endUsers: optional(listOf('The people who use desktops.', endUser)),
  shares: optional(listOf('Shares, with their desktops.', share)),
  desktops: optional(listOf('Ordinary desktops, which are in no share.', ordinaryDesktop)),
})
export type AccountEntry = Static<typeof account>

export const fleetSchema = mapping('A fleet file.', {
  deskfleet: Type.Literal(1, { description: 'The version of the format: 1.' }),
  accounts: listOf('The accounts.', account, 1),
  control: optional(control),
})
/** The file as a value, as it is written: nothing resolved, no defaults filled in. */
export type Fleet = Static<typeof fleetSchema>

/** The schema as a JSON Schema 2020-12 document, for editors that complete and check YAML. */
export const fleetJsonSchema = (): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Deskfleet fleet file',
  ...(JSON.parse(JSON.stringify(fleetSchema)) as object),
})
