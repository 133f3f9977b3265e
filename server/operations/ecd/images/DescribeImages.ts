import { osTypes, protocolTypes, sessionTypes } from '../../../domain/desktop.ts'
import { desktopTypeOf } from '../../../domain/desktop-types.ts'
import { imageStatus } from '../../../domain/images.ts'
import type { Image } from '../../../domain/resources.ts'
import { flag, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import {
  checkRegion,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
} from '../parameters.ts'
import { cutPage, isAmong, isWanted, listResources, maxResultsOfResources } from '../resource-pages.ts'
import { imageStatuses, isGpuImage, listedImage, resourceTypes, toListedImage } from './image-views.ts'

const request = record({
  RegionId: regionId,
  MaxResults: maxResultsOfResources,
  NextToken: nextTokenRequest,
  ImageType: optional(oneOf(resourceTypes, 'Only images every account has, or only own ones.', { example: 'SYSTEM' })),
  ImageStatus: optional(oneOf(imageStatuses, 'Only images in this state.', { example: 'Available' })),
  GpuCategory: optional(flag('Only images with a GPU driver (true), or without one (false).', { example: false })),
  ProtocolType: optional(oneOf(protocolTypes, 'Only images for this protocol.', { example: 'ASP' })),
  LanguageType: optional(
    oneOf(['en-US', 'zh-HK', 'zh-CN', 'ja-JP'], 'Accepted; it has no effect: images have no language here.', {
      example: 'en-US',
    }),
  ),
  DesktopInstanceType: optional(
    text('Only images that fit computers of this type: those with a GPU driver if it has graphics, else the others.', {
      example: 'ecd.graphics.xlarge',
    }),
  ),
  ImageId: optional(
    list(text('The id of an image.', { example: 'm-gx2x1dhsmusr2****' }), 'Only these images.', { max: 100 }),
  ),
  OsType: optional(oneOf(osTypes, 'Only images with this kind of operating system.', { example: 'Windows' })),
  GpuDriverVersion: optional(text('Only images with this version of the GPU driver.', { example: '417.22' })),
  SessionType: optional(
    oneOf(sessionTypes, 'Only images whose computers take one session, or several.', { example: 'SINGLE_SESSION' }),
  ),
  FotaVersion: optional(
    text('Only images that came with this version of the software.', { example: '0.0.3-R-20220616.133609' }),
  ),
  ImageName: optional(text('Only images of exactly this name.', { example: 'Win_01' })),
})

function matches(image: Image, input: Static<typeof request>, now: number): boolean {
  const { DesktopInstanceType: typeName } = input
  const type = typeName === undefined ? undefined : desktopTypeOf(typeName)
  const fits = typeName === undefined || (type !== undefined && isGpuImage(image) === (type.gpuCount !== undefined))
  return (
    fits &&
    isAmong(input.ImageId, image.id) &&
    isWanted(input.ImageType, image.type) &&
    isWanted<string>(input.ImageStatus, imageStatus(image, now).status) &&
    isWanted(input.GpuCategory, isGpuImage(image)) &&
    isWanted(input.ProtocolType, image.protocolType) &&
    isWanted(input.OsType, image.osType) &&
    isWanted(input.GpuDriverVersion, image.gpuDriverVersion) &&
    isWanted(input.SessionType, image.sessionType) &&
    isWanted(input.FotaVersion, image.fotaVersion) &&
    isWanted(input.ImageName, image.name)
  )
}

export const DescribeImages = operation({
  product: ecd,
  name: 'DescribeImages',
  summary: 'Lists the images from which computers can be made.',
  description:
    'Images every account has come first, then the own ones of the region in the order in which they were made. Every ' +
    'filter that is given narrows the list; what no image matches is an empty list, not an error.',
  ram: { action: 'ecd:DescribeImages', level: 'get', resources: [{ type: 'ecdimage', parameter: 'ImageId' }] },
  request,
  response: record({ Images: list(listedImage, 'The images of this page.'), NextToken: nextTokenAnswer }),
  problems: [regionNotFound, nextTokenInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', ImageType: 'SYSTEM' },
    response: { NextToken: 'caeba0bbb2be03f84eb48b699f0a4883' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRegion(input.RegionId)
    const all = await listResources(context, 'image', input.RegionId)
    const now = context.clock.now()
    const matching = all.filter(({ resource }) => matches(resource, input, now))
    const paged = pagedBy(context, 'DescribeImages', input)
    const page = cutPage(context, paged, matching, { NextToken: input.NextToken, limit: input.MaxResults })
    return {
      Images: page.items.map(({ resource, createdAt }) => toListedImage(resource, createdAt, now)),
      NextToken: page.NextToken,
    }
  },
})
