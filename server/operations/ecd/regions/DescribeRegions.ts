import { regions } from '../../../domain/regions.ts'
import { everything } from '../../../spec/operation.ts'
import { list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'

export const DescribeRegions = operation({
  product: ecd,
  name: 'DescribeRegions',
  summary: 'Lists the regions in which cloud computers can be had.',
  ram: { action: 'ecd:DescribeRegions', level: 'get', resources: everything },
  request: record({
    RegionId: regionId,
    AcceptLanguage: optional(oneOf(['en', 'zh'], 'The language of LocalName; English when absent.', { example: 'zh' })),
  }),
  response: record({
    Regions: list(
      record({
        RegionId: text('The id of the region.', { example: 'cn-hangzhou' }),
        RegionEndpoint: text("The vendor's own address for the region; this server answers for all of them.", {
          example: 'ecd.cn-hangzhou.aliyuncs.com',
        }),
        LocalName: text('The name of the region in the language asked for.', { example: 'China (Hangzhou)' }),
      }),
      'The regions.',
    ),
  }),
  problems: [regionNotFound],
  example: {
    request: { RegionId: 'cn-hangzhou', AcceptLanguage: 'en' },
    response: {
      Regions: [
        { RegionId: 'cn-hangzhou', RegionEndpoint: 'ecd.cn-hangzhou.aliyuncs.com', LocalName: 'China (Hangzhou)' },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ RegionId, AcceptLanguage = 'en' }) {
    checkRegion(RegionId)
    return {
      Regions: [...regions].map(([id, names]) => ({
        RegionId: id,
        RegionEndpoint: `ecd.${id}.aliyuncs.com`,
        LocalName: names[AcceptLanguage],
      })),
    }
  },
})
