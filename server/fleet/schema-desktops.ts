/** The part of the schema that describes shares and desktops. */
import Type, { type Static } from 'typebox'
import { desktopStatuses, managementFlags, osTypes, protocolTypes } from '../domain/desktop.ts'
import {
  createdAt,
  duration,
  flag,
  id,
  listOf,
  mapping,
  oneOf,
  optional,
  pattern,
  reference,
  region,
  tags,
  time,
  whole,
  words,
  wordsOrNone,
} from './vocabulary.ts'

export const billingForms = ['prePaid', 'postPaid'] as const
export const sessionForms = ['single', 'multiple'] as const
export const shareKinds = ['manyToMany', 'oneToMany'] as const
export const shareStates = ['unpaid', 'normal', 'overdue'] as const
export const loadPolicies = ['depthFirst', 'breadthFirst'] as const
export const resetForms = ['none', 'systemDisk', 'dataDisk', 'bothDisks'] as const
export const timerActions = ['reset', 'start', 'stop', 'restart'] as const
export const phases = ['rise', 'peak', 'drop', 'normal'] as const
export const periodUnits = ['month', 'year'] as const

const size = {
  sizeGib: whole('Its size in GiB.', 1, 65_536),
  category: optional(words('Its category, such as cloud_efficiency, cloud_auto or cloud_essd.')),
}

const disk = (description: string) =>
  mapping(description, {
    ...size,
    performanceLevel: optional(words('PL0, PL1 …, of the categories that have it.')),
  })

const billLine = mapping('A settled line of the bill. Once applied it stands; further use needs a further line.', {
  // Those of metered use are <desktop>/<item>/<instant>.
  id: optional(
    pattern(
      'Its id; made from desktop, item and the text of `from` by default.',
      '^[A-Za-z0-9][A-Za-z0-9_.@+*/-]{0,127}$',
      'an id of letters, digits and _ . @ + * / -',
    ),
  ),
  item: oneOf('What is billed.', ['compute', 'storage']),
  from: time('When the billed interval begins.'),
  to: time('When it ends.'),
  amount: pattern(
    'The amount in units of the account’s currency, as a text: "0.148".',
    '^\\d{1,9}(\\.\\d{1,6})?$',
    'an amount in quotes with at most six decimals, such as "0.148"',
  ),
  settledAt: optional(time('When it was settled; at `to` by default.')),
})

const desktopUser = mapping('An end user on a desktop.', {
  id: reference('The id of the end user.'),
  bound: optional(flag('Whether the desktop is the user’s: bound in a share, authorised on an ordinary desktop.')),
  connectedSince: optional(time('Since when the user is connected; absent when not.')),
  binding: optional(id('The id of the binding (`ud-…`) in a share; derived by default.')),
})

const desktopFields = {
  id: optional(id('Its id (`ecd-…`); derived by default. With `count`, the ids are `<id>-1`, `<id>-2` …')),
  count: optional(whole('So many desktops, all alike; 1 by default.', 1, 1_000_000)),
  status: optional(oneOf('What it is doing; Running by default, Deleted with `releasedAt`.', desktopStatuses)),
  boundTo: optional(reference('The id of the end user it is bound to.')),
  connected: optional(
    listOf('The ids of the end users connected right now; they are bound as well.', reference('An end user’s id.')),
  ),
  users: optional(listOf('The end users on it in full, in the place of `boundTo` and `connected`.', desktopUser)),
  bundle: optional(wordsOrNone('Name or id of its bundle; that of the share by default.')),
  image: optional(reference('Name or id of its image; that of the bundle by default.')),
  desktopType: optional(words('Its type, such as eds.general.4c8g; that of the bundle by default.')),
  policyGroups: optional(
    listOf('Names or ids of its policies; those of the share by default.', reference('A policy.')),
  ),
  osType: optional(oneOf('Its operating system; that of the image by default.', osTypes)),
  protocol: optional(oneOf('Its streaming protocol; that of the image by default.', protocolTypes)),
  sessions: optional(oneOf('How many users at a time; as the share by default.', sessionForms)),
  systemDisk: optional(disk('Its system disk; that of the share or bundle by default.')),
  dataDisks: optional(listOf('Its data disks; those of the share or bundle by default.', disk('A data disk.'))),
  createdAt: optional(time('When it was created; with its share by default.')),
  expiredAt: optional(time('When its subscription ends; with that of its share by default.')),
  releasedAt: optional(time('When it was released; the moment of applying by default, if it is Deleted.')),
  startedAt: optional(time('When it was last started; at its creation by default, if it is Running.')),
  resetAt: optional(time('When it was last reset.')),
  managementFlag: optional(oneOf('What is being done to it, such as Updating.', managementFlags)),
  primaryAddress: optional(wordsOrNone('IPv4 address of its primary network card; out of the network by default.')),
  memberAddress: optional(wordsOrNone('IPv4 address of its member network card; out of the network by default.')),
  networkInterface: optional(words('The id of its network card.')),
  hostName: optional(words('Its host name.')),
  gpuDriverVersion: optional(wordsOrNone('The version of its GPU driver; that of the image by default.')),
  fotaVersion: optional(wordsOrNone('The version of its desktop software; that of the image by default.')),
  bindAmount: optional(whole('How many users it can hold; as the share by default.', 0, 10_000)),
  volumeEncryptionKey: optional(words('The key its disks are encrypted with.')),
  snapshotPolicy: optional(id('The id of its snapshot policy.')),
  resourceGroup: optional(id('The id of its resource group.')),
  gpuInstanceGroup: optional(id('The id of its GPU instance group.')),
  qosRule: optional(id('The id of its bandwidth rule.')),
  tags: optional(tags('Its tags.')),
}

export const shareDesktop = mapping('A desktop of a share, or several alike.', {
  name: optional(words('Its name; that of the share by default. With `count`: `<name>-1`, `<name>-2` …')),
  billing: optional(
    oneOf(
      'How it is billed; as the share by default. In a prePaid share, postPaid ones are those that were created automatically.',
      billingForms,
    ),
  ),
  ...desktopFields,
  bill: optional(listOf('The settled lines of its bill; pay-as-you-go desktops only.', billLine)),
})
export type ShareDesktopEntry = Static<typeof shareDesktop>

export const ordinaryDesktop = mapping('An ordinary desktop, or several alike.', {
  name: words('Its name. With `count`: `<name>-1`, `<name>-2` …'),
  region: optional(region('Its region; that of the account by default.')),
  officeNetwork: optional(reference('Name or id of its office network; the only one of the region by default.')),
  billing: optional(oneOf('How it is billed; prePaid by default.', billingForms)),
  ...desktopFields,
})
export type OrdinaryDesktopEntry = Static<typeof ordinaryDesktop>

const cron = (description: string) => words(`${description} Six fields beginning with seconds, in UTC.`)

const timer = mapping('A timer of a share; at most one of each type.', {
  type: oneOf('What it does.', timerActions),
  cron: optional(cron('When it does so.')),
  forced: optional(flag('Whether connected users are cut off; false by default.')),
  enabled: optional(flag('Whether it is on; true by default.')),
})

const scalePhase = mapping('What a multi-session share aims at from a time of day on.', {
  phase: oneOf('The phase.', phases),
  cron: cron('When it begins.'),
  loadPolicy: optional(oneOf('How users are spread.', loadPolicies)),
  desktopCount: optional(whole('Desktops bought or kept.', 0, 200)),
  minDesktops: optional(whole('The fewest.', 0, 200)),
  maxDesktops: optional(whole('The most.', 0, 200)),
  keepDuration: optional(duration('How long a disconnected session is kept.')),
  ratioThreshold: optional(
    Type.Number({ description: 'The occupancy from which more are created.', minimum: 0, maximum: 1 }),
  ),
})

export const share = mapping('A share: a pool of desktops for a set of users.', {
  name: words('Its name.'),
  id: optional(id('Its id (`dg-…`); derived from account, region and name by default.')),
  region: optional(region('Its region; that of the account by default. Cannot be changed.')),
  officeNetwork: optional(
    reference('Name or id of its office network; the only one of the region by default. Cannot be changed.'),
  ),
  billing: oneOf('prePaid: a subscription; postPaid: pay-as-you-go. Cannot be changed.', billingForms),
  status: optional(oneOf('Whether it is paid for; normal by default.', shareStates)),
  kind: optional(
    oneOf('Many desktops for many users, or one for several; manyToMany by default. Cannot be changed.', shareKinds),
  ),
  sessions: optional(oneOf('Users per desktop at a time; single by default. Cannot be changed.', sessionForms)),
  bundle: optional(reference('Name or id of its bundle; a system bundle by default, unless image and type are given.')),
  image: optional(reference('Name or id of its image; that of the bundle by default.')),
  desktopType: optional(words('The type of its desktops; that of the bundle by default.')),
  policyGroups: optional(
    listOf('Names or ids of its policies; system-all-enabled-policy by default.', reference('A policy.'), 1),
  ),
  osType: optional(oneOf('The operating system; that of the image by default.', osTypes)),
  protocol: optional(oneOf('The streaming protocol; that of the image by default.', protocolTypes)),
  period: optional(whole('The length of a subscription; 1 by default.', 1, 12)),
  periodUnit: optional(oneOf('Its unit; month by default.', periodUnits)),
  createdAt: optional(createdAt),
  expiredAt: optional(time('When the subscription ends; a period after creation by default.')),
  deletedAt: optional(time('When the share was deleted.')),
  desktopCount: optional(
    whole(
      'prePaid: desktops bought, by default as many as are listed; postPaid: always kept, 1 by default.',
      0,
      1_000_000,
    ),
  ),
  maxDesktops: optional(whole('postPaid: the most desktops there may be; 100 by default.', 0, 1_000_000)),
  autoCreate: optional(flag('prePaid: whether postPaid desktops are created when all are taken; false by default.')),
  autoCreateLimit: optional(whole('prePaid: how many may be created so; 1 by default with autoCreate.', 0, 1_000_000)),
  buffer: optional(whole('postPaid: idle running desktops kept ready; 0 by default.', 0, 1000)),
  reset: optional(oneOf('What is reset when a user has disconnected; none by default.', resetForms)),
  loadPolicy: optional(
    oneOf('Fill a desktop before the next one, or spread users; depthFirst by default.', loadPolicies),
  ),
  bindAmount: optional(whole('How many users a desktop can hold.', 1, 10_000)),
  ratioThreshold: optional(
    Type.Number({ description: 'The occupancy from which more are created.', minimum: 0, maximum: 1 }),
  ),
  exclusive: optional(flag('Whether users keep their desktop (a static pool).')),
  keepDuration: optional(duration('How long a disconnected session is kept; 0 minutes for ever.')),
  connectDuration: optional(duration('The longest a user may be connected.')),
  idleDisconnectDuration: optional(duration('After how long without keyboard and mouse a user is disconnected.')),
  stopDuration: optional(duration('After how long an idle desktop is shut down.')),
  profileFollow: optional(flag('Whether a user’s profile roams; false by default.')),
  systemDisk: optional(mapping('The system disk; that of the bundle by default.', size)),
  dataDisk: optional(
    mapping('The data disk; that of the bundle by default. A size of 0 says: none.', {
      ...size,
      sizeGib: whole('Its size in GiB.', 0, 65_536),
    }),
  ),
  gpuDriverVersion: optional(wordsOrNone('The version of the GPU driver; that of the image by default.')),
  volumeEncryptionKey: optional(words('The key the disks are encrypted with.')),
  qosRule: optional(id('The id of its bandwidth rule.')),
  comments: optional(words('Remarks.')),
  creator: optional(id('The id of who made it; the account by default.')),
  timers: optional(listOf('Its timers.', timer)),
  scalePhases: optional(listOf('Its phases of the day.', scalePhase)),
  tags: optional(tags('Its tags.')),
  users: optional(listOf('The ids of the end users authorised on it, in this order.', reference('An end user’s id.'))),
  desktops: optional(listOf('Its desktops, in the order in which they are listed.', shareDesktop)),
})
export type ShareEntry = Static<typeof share>
