/** The lists of a policy as calls give and answers show them: client types, rules for access and traffic, redirections. */
import { integer, list, oneOf, optional, record, type Shape, text } from '../../../spec/shape.ts'

const redirections = ['deviceRedirect', 'usbRedirect', 'off'] as const
const redirection = 'How such a device is reached: deviceRedirect, usbRedirect, or off (not at all).'
const usbType = 'Whether such devices can be used: 1 yes, 2 no.'
const usbKind = 'What the rule goes by: 1 the class of the device, 2 its vendor and product.'

const described = (description: string, example?: string) =>
  optional(text(description, example === undefined ? {} : { example }))

const about = (what: string, example?: string) => described(`What was noted about ${what}.`, example)

const securityRule = {
  PortRange: described('The ports, as first/last; -1/-1 where the protocol has none.', '22/22'),
  Description: about('the rule', 'test'),
  Priority: described('Its rank, a whole number; 1 goes first.', '1'),
  CidrIp: described('The addresses of the other side, as a block.', '47.100.0.0/16'),
}

const direction = optional(
  oneOf(['outflow', 'inflow'], 'Which traffic is meant: out of the computer or into it.', { example: 'inflow' }),
)
/** The vendor's own samples have small letters. */
const protocols = ['TCP', 'UDP', 'ALL', 'GRE', 'ICMP', 'tcp', 'udp', 'all', 'gre', 'icmp'] as const
const protocol = optional(oneOf(protocols, 'The protocol; letter case does not matter.', { example: 'TCP' }))
const verdict = 'What becomes of it: accept or drop.'

/** @param fallback whether the vendor's schema fills the verdict in */
const securityRules = (what: string, fallback: boolean) =>
  optional(
    list(
      fallback
        ? record({
            Type: direction,
            Policy: oneOf(['drop', 'accept'], verdict, { fallback: 'accept', example: 'accept' }),
            IpProtocol: protocol,
            ...securityRule,
          })
        : record({
            Type: direction,
            Policy: optional(oneOf(['drop', 'accept'], `${verdict} accept when absent.`, { example: 'accept' })),
            IpProtocol: protocol,
            ...securityRule,
          }),
      what,
      { max: 200 },
    ),
  )

const accessRule = {
  Description: about('the rule', 'North China Branch'),
  CidrIp: described('Addresses of clients, as a block or one address.', '47.100.0.0/16'),
}

const accessRules = (what: string) => optional(list(record(accessRule), what, { max: 100 }))

const usbRule = {
  VendorId: described('The id of the vendor.', '04**'),
  ProductId: described('The id of the product.', '08**'),
  Description: about('the rule', 'Test rule'),
  DeviceClass: described('The class of the device.', '0Eh'),
  DeviceSubclass: described('Its subclass.', 'xxh'),
}

const deviceRule = {
  DeviceName: described('The name of the device.', 'sandisk'),
  DeviceVid: described('The id of its vendor.', '0x0781'),
  DevicePid: described('The id of its product.', '0x55b1'),
  OptCommand: described('Options of the redirection.', '2:0'),
  Platforms: described('The platforms of clients; the vendor does not say more.'),
}

const plainDevices = ['printer', 'scanner', 'camera', 'adb'] as const
const devices = [
  'usbKey',
  'other',
  'graphicsTablet',
  'printer',
  'cardReader',
  'scanner',
  'storage',
  'camera',
  'adb',
  'networkInterfaceCard',
] as const
const clientTypes = ['html5', 'android', 'ios', 'windows', 'macos'] as const

const whole = (description: string) => optional(integer(description, { format: 'int64', values: [1, 2], example: 1 }))

const clients = <Values extends readonly [string, ...string[]]>(states: Values) =>
  optional(
    list(
      record({
        ClientType: optional(oneOf(clientTypes, 'The type of client.', { example: 'windows' })),
        Status: optional(oneOf(states, 'Whether it may connect.', { example: states[1] ?? states[0] })),
      }),
      'Which clients may connect.',
      { max: 100 },
    ),
  )

/** Lists that a call replaces as a whole, taken in the same way by both operations. */
const replacedLists = {
  PreemptLoginUser: optional(
    list(text('An end user.', { example: 'Alice' }), 'Who may take a computer from another.', { max: 5 }),
  ),
  UsbSupplyRedirectRule: optional(
    list(
      record({ ...usbRule, UsbRedirectType: whole(usbType), UsbRuleType: whole(usbKind) }),
      'Rules for USB devices.',
      { max: 100 },
    ),
  ),
  DomainResolveRule: optional(
    list(
      record({
        Domain: described('The domain; * stands for any part.', '*.example.com'),
        Policy: optional(oneOf(['allow', 'block'], 'Whether it can be resolved.', { example: 'allow' })),
        Description: about('the rule', 'system policy'),
      }),
      'Rules for the resolution of domains.',
      { max: 500 },
    ),
  ),
  ScopeValue: optional(
    list(text('A block of addresses.', { example: '47.100.0.0/24' }), 'Where the policy holds, with Scope IP.', {
      max: 3,
    }),
  ),
  DeviceRedirects: optional(
    list(
      record({
        DeviceType: optional(oneOf(plainDevices, 'The kind of device.', { example: 'camera' })),
        RedirectType: optional(oneOf(redirections, redirection, { example: 'deviceRedirect' })),
      }),
      'How kinds of devices are reached.',
      { max: 100 },
    ),
  ),
  DeviceRules: optional(
    list(
      record({
        ...deviceRule,
        DeviceType: optional(oneOf(devices, 'The kind of device.', { example: 'storage' })),
        RedirectType: optional(oneOf(redirections, redirection, { example: 'usbRedirect' })),
      }),
      'How single devices are reached.',
      { max: 100 },
    ),
  ),
}

export const newLists = {
  ...replacedLists,
  AuthorizeSecurityPolicyRule: securityRules('Rules for the traffic of computers.', true),
  AuthorizeAccessPolicyRule: accessRules('From where clients may connect.'),
  ClientType: clients(['OFF', 'ON']),
}

export const changedLists = {
  ...replacedLists,
  AuthorizeSecurityPolicyRule: securityRules('Rules for the traffic of computers that are added.', false),
  RevokeSecurityPolicyRule: securityRules('Those that are taken away; Description does not matter.', true),
  AuthorizeAccessPolicyRule: optional(
    list(
      record({
        ...accessRule,
        CidrIp: text('Addresses of clients, as a block or one address.', { example: '10.0.0.0/8' }),
      }),
      'Rules from where clients may connect that are added.',
      { max: 100 },
    ),
  ),
  RevokeAccessPolicyRule: accessRules('Those that are taken away; Description does not matter.'),
  ClientType: clients(['off', 'on', 'OFF', 'ON']),
}

const shownAs = (item: Shape) => optional(list(item, 'As it was set; absent where nothing was.'))

/** The lists as answers show them. */
export const listFields = {
  PreemptLoginUsers: shownAs(text('An end user who may take a computer from another.')),
  ScopeValue: shownAs(text('A block of addresses where the policy holds.')),
  AuthorizeSecurityPolicyRules: shownAs(
    record({
      Type: described('Which traffic is meant: outflow or inflow.', 'inflow'),
      Policy: described(verdict, 'accept'),
      IpProtocol: described('The protocol, TCP, UDP, ALL, GRE or ICMP, in the letters in which it was set.', 'TCP'),
      ...securityRule,
    }),
  ),
  AuthorizeAccessPolicyRules: shownAs(record(accessRule)),
  ClientTypes: shownAs(
    record({
      ClientType: described('The type of client: html5, android, ios, windows or macos.', 'windows'),
      Status: described('Whether it may connect: ON or OFF.', 'ON'),
    }),
  ),
  UsbSupplyRedirectRule: shownAs(
    record({
      ...usbRule,
      UsbRedirectType: optional(integer(usbType, { format: 'int64', example: 1 })),
      UsbRuleType: optional(integer(usbKind, { format: 'int64', example: 1 })),
    }),
  ),
  DomainResolveRule: shownAs(
    record({
      Domain: described('The domain; * stands for any part.', '*.example.com'),
      Policy: described('Whether it can be resolved: allow or block.', 'allow'),
      Description: about('the rule'),
    }),
  ),
  DeviceRedirects: shownAs(
    record({
      DeviceType: described('The kind of device: printer, scanner, camera or adb.', 'camera'),
      RedirectType: described(redirection, 'usbRedirect'),
    }),
  ),
  DeviceRules: shownAs(
    record({
      ...deviceRule,
      DeviceType: described('The kind of device.', 'storage'),
      RedirectType: described(redirection, 'usbRedirect'),
    }),
  ),
}
