import { officeSiteStatus } from '../../../domain/office-sites.ts'
import type { OfficeSite } from '../../../domain/resources.ts'
import { flag, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { writeEvents } from '../../../store/events.ts'
import { putResource } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { readOwnResources } from '../own-resources.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { identityServiceFields, officeSiteName, subnetId, toSubnets, withSettings } from './office-site-fields.ts'
import { directoryNotReady, officeSiteNotFound } from './problems.ts'

/** The spelling of this operation → that of the others. Terraform sends the one of CreateSimpleOfficeSite here as well. */
const accessTypes = { INTERNET: 'Internet', Internet: 'Internet', VPC: 'VPC', Any: 'Any' } as const

export const ModifyOfficeSiteAttribute = operation({
  product: ecd,
  name: 'ModifyOfficeSiteAttribute',
  summary: 'Changes the name and other properties of an office network.',
  description: 'What the call does not name stays as it is. A network that is still REGISTERING cannot be changed yet.',
  ram: {
    action: 'ecd:ModifyOfficeSiteAttribute',
    level: 'update',
    resources: [{ type: 'officesite', parameter: 'OfficeSiteId' }],
  },
  request: record({
    RegionId: regionId,
    OfficeSiteId: text('The office network.', { example: 'cn-hangzhou+dir-882398****' }),
    DesktopAccessType: optional(
      oneOf(
        ['INTERNET', 'Internet', 'VPC', 'Any'],
        'From where its computers can be reached: the internet, a private network, or both.',
        { example: 'INTERNET' },
      ),
    ),
    OfficeSiteName: officeSiteName,
    NeedVerifyLoginRisk: optional(
      flag('Whether logons that look risky are checked. Kept and shown; it has no effect here.', { example: false }),
    ),
    NeedVerifyZeroDevice: optional(
      flag('Whether devices are checked before they connect. Kept and shown; it has no effect here.', {
        example: false,
      }),
    ),
    EnableAdminAccess: optional(
      flag('Whether users administrate their computers. Kept and shown; it has no effect here.', { example: false }),
    ),
    ...identityServiceFields,
    VSwitchId: optional(list(subnetId, 'The subnets of the network, in the place of those it has. Kept and shown.')),
  }),
  response: record({}),
  problems: [regionNotFound, officeSiteNotFound, directoryNotReady],
  example: {
    request: { RegionId: 'cn-hangzhou', OfficeSiteId: 'cn-hangzhou+dir-882398****', OfficeSiteName: 'test' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, OfficeSiteId } = input
    checkRegion(RegionId)
    return write(context, 'ModifyOfficeSiteAttribute', input, async tx => {
      const { accountId } = context
      const wanted = { accountId, regionId: RegionId, kind: 'officeSite', ids: [OfficeSiteId] } as const
      for (const stored of await readOwnResources(tx, wanted, officeSiteNotFound)) {
        if (officeSiteStatus(stored.resource, tx.now) !== 'REGISTERED') throw directoryNotReady()
        await putResource(tx, { ...stored, resource: changed(stored.resource, input) })
      }
      const details = { officeSiteId: OfficeSiteId }
      await writeEvents(tx, accountId, [{ name: 'OfficeSiteModified', regionId: RegionId, details }])
      return {}
    })
  },
})

interface Changes {
  readonly OfficeSiteName?: string
  readonly DesktopAccessType?: keyof typeof accessTypes
  readonly DomainName?: string
  readonly VSwitchId?: readonly string[]
}

function changed(site: OfficeSite, input: Changes & Partial<Record<string, unknown>>): OfficeSite {
  const { OfficeSiteName, DesktopAccessType, DomainName, VSwitchId } = input
  const { subnetId: _, furtherSubnetIds, ...withoutSubnets } = site
  const settings = withSettings(site.settings ?? {}, input)
  return {
    ...(VSwitchId === undefined ? site : { ...withoutSubnets, ...toSubnets(VSwitchId) }),
    ...(OfficeSiteName === undefined ? {} : { name: OfficeSiteName }),
    ...(DesktopAccessType === undefined ? {} : { desktopAccessType: accessTypes[DesktopAccessType] }),
    ...(DomainName === undefined ? {} : { domainName: DomainName }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  }
}
