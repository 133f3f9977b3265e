import { everything } from '../../../spec/operation.ts'
import { flag, list, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'

/** Which zones a region has; two are enough for a client that wants to choose. */
const zoneLetters = ['a', 'b'] as const

/** The vendor writes a hyphen before the letter in China and none elsewhere. */
const zoneOf = (region: string, letter: string): string =>
  region.startsWith('cn-') ? `${region}-${letter}` : `${region}${letter}`

export const DescribeZones = operation({
  product: ecd,
  name: 'DescribeZones',
  summary: 'Lists the zones of a region.',
  description:
    'Every region has two zones here, named as the vendor names its own. Nothing in this server depends on a zone.',
  ram: { action: 'ecd:DescribeZones', level: 'get', resources: everything },
  request: record({
    RegionId: regionId,
    ZoneType: {
      ...text('The kind of zone; there are no zones here of any kind but AvailabilityZone.', {
        example: 'AvailabilityZone',
      }),
      default: 'AvailabilityZone',
    },
    VpcAccessZone: optional(flag('Accepted; it has no effect: zones are not told apart by what reaches them.')),
  }),
  response: record({
    Zones: list(record({ ZoneId: text('The id of the zone.', { example: 'cn-hangzhou-a' }) }), 'The zones.'),
  }),
  problems: [regionNotFound],
  example: {
    request: { RegionId: 'cn-hangzhou' },
    response: { Zones: [{ ZoneId: 'cn-hangzhou-a' }, { ZoneId: 'cn-hangzhou-b' }] },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ RegionId, ZoneType }) {
    checkRegion(RegionId)
    const letters = ZoneType === 'AvailabilityZone' ? zoneLetters : []
    return { Zones: letters.map(letter => ({ ZoneId: zoneOf(RegionId, letter) })) }
  },
})
