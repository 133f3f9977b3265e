import { defaultOfficeSiteBlock, isOfficeSiteBlock, registrationMs } from '../../../domain/office-sites.ts'
import type { OfficeSite } from '../../../domain/resources.ts'
import { flag, integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { writeEvents } from '../../../store/events.ts'
import { putResource } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { identityServiceFields, officeSiteName, subnetId, toSubnets, withSettings } from './office-site-fields.ts'
import { cidrBlockInvalid } from './problems.ts'

export const CreateSimpleOfficeSite = operation({
  product: ecd,
  name: 'CreateSimpleOfficeSite',
  summary: 'Makes an office network whose accounts are kept by the service itself.',
  description:
    'The network is there at once, and REGISTERING for five seconds; until then it can be neither changed nor deleted. ' +
    'Computers get their addresses out of its block. Nothing is connected to other networks: whatever concerns the ' +
    'internet, a Cloud Enterprise Network or another service for accounts is kept and shown, and has no effect.',
  ram: { action: 'ecd:CreateSimpleOfficeSite', level: 'create', resources: [{ type: 'officesite' }] },
  request: record({
    RegionId: regionId,
    CidrBlock: optional(
      text(
        'The addresses of the network: 10.0.0.0/12, 172.16.0.0/12, 192.168.0.0/16 or a part of one of them, at most ' +
          '/28, named by its first address. Absent: 172.16.0.0/12.',
        { example: '172.16.0.0/12' },
      ),
    ),
    CenId: optional(
      text('The Cloud Enterprise Network to join. Kept and shown; nothing is joined here.', {
        example: 'cen-3gwy16dojz1m65****',
      }),
    ),
    CenOwnerId: optional(
      integer('The account that owns that network. Accepted; has no effect here.', { format: 'int64' }),
    ),
    VerifyCode: optional(
      text('The code that its owner was sent. Accepted; has no effect here.', { example: '123456', secret: true }),
    ),
    Bandwidth: optional(
      integer('The bandwidth to the internet in Mbit/s. Kept and shown; it has no effect here.', {
        min: 10,
        max: 200,
        example: 10,
      }),
    ),
    OfficeSiteName: officeSiteName,
    EnableInternetAccess: flag('Whether computers reach the internet. Kept and shown; it has no effect here.', {
      fallback: false,
      example: false,
    }),
    EnableAdminAccess: flag('Whether users administrate their computers. Kept and shown; it has no effect here.', {
      fallback: true,
      example: true,
    }),
    DesktopAccessType: oneOf(
      ['VPC', 'Internet', 'Any'],
      'From where its computers can be reached: the internet, a private network, or both.',
      { fallback: 'Internet', example: 'Internet' },
    ),
    NeedVerifyZeroDevice: optional(
      flag('Whether devices are checked before they connect. Kept and shown; it has no effect here.', {
        example: true,
      }),
    ),
    VSwitchId: optional(
      list(subnetId, 'The subnets of the network. Kept and shown; addresses come from CidrBlock.', { max: 10 }),
    ),
    CloudBoxOfficeSite: optional(
      flag('Whether the network is on a cloud box. Kept and shown; it has no effect here.', { example: false }),
    ),
    VpcType: optional(
      oneOf(['standard', 'basic'], 'The kind of private network; basic when absent.', { example: 'standard' }),
    ),
    AccountType: optional(text('Kept and shown; the vendor does not say what it does.')),
    ...identityServiceFields,
    AccessAttribute: optional(text('Kept and shown; the vendor does not say what it does.')),
    Eid: optional(text('Kept and shown; the vendor does not say what it does.')),
  }),
  response: record({
    OfficeSiteId: text('The id of the new network.', { example: 'cn-hangzhou+os-c5cy7q578s8jc****' }),
  }),
  problems: [regionNotFound, cidrBlockInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', OfficeSiteName: 'TestOfficeSite_Simple', CidrBlock: '172.16.0.0/12' },
    response: { OfficeSiteId: 'cn-hangzhou+os-c5cy7q578s8jc****' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, CidrBlock = defaultOfficeSiteBlock, OfficeSiteName, DomainName } = input
    checkRegion(RegionId)
    if (!isOfficeSiteBlock(CidrBlock)) throw cidrBlockInvalid()
    return write(context, 'CreateSimpleOfficeSite', input, async tx => {
      const { accountId } = context
      const sequence = await takeSequence(tx, accountId, 1)
      const id = context.ids.make(`${RegionId}+os-`, accountId, sequence)
      const resource: OfficeSite = {
        kind: 'officeSite',
        id,
        name: OfficeSiteName ?? id,
        type: 'SIMPLE',
        cidrBlock: CidrBlock,
        vpcType: input.VpcType ?? 'basic',
        desktopAccessType: input.DesktopAccessType,
        ...toSubnets(input.VSwitchId),
        ...(DomainName === undefined ? {} : { domainName: DomainName }),
        readyAt: tx.now + registrationMs,
        settings: withSettings({}, input),
      }
      await putResource(tx, { accountId, regionId: RegionId, sequence, createdAt: tx.now, resource })
      const details = { officeSiteId: id, cidrBlock: CidrBlock }
      await writeEvents(tx, accountId, [{ name: 'OfficeSiteCreated', regionId: RegionId, details }])
      return { OfficeSiteId: id }
    })
  },
})
