import type { Desktop } from '../../../domain/desktop.ts'
import { statesFor } from '../../../domain/lifecycle.ts'
import { integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { changeDesktops, type DesktopChange } from '../../../store/life.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { imageNotAvailable, imageNotFound } from '../images/problems.ts'
import { usableImage } from '../images/usable-image.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { findShareWithDesktops } from '../shares/changing-shares.ts'
import { shareNotFound } from '../shares/problems.ts'
import { allows, findDesktops } from './changing-desktops.ts'
import { desktopIdsOf, noEffect } from './desktop-fields.ts'
import { desktopNotFound, desktopStatusIncorrect, groupMissing, imageMissing } from './problems.ts'
import { rebuilt, reset } from './rebuilding.ts'

const deed = 'reset'

const shareId = text('The id of a share.', { example: 'dg-07if7qsxoxkb6****' })

const request = record({
  RegionId: regionId,
  DesktopGroupId: optional(
    text('The share whose computers are reset; counts without DesktopId only.', { example: 'dg-07if7qsxoxkb6****' }),
  ),
  PayType: optional(
    oneOf(['PostPaid', 'PrePaid'], 'Only computers that are billed in this way; both when absent.', {
      example: 'PrePaid',
    }),
  ),
  ResetType: oneOf(['0', '1', '2', '3'], '0: nothing is reset; 1: the system disk; 2: the data disk; 3: both.', {
    example: '1',
  }),
  ImageId: optional(
    text('With ResetScope IMAGE the image that the computers are made anew from, and needed then.', {
      example: 'm-4zfb6zj728hhr****',
    }),
  ),
  DesktopId: optional(desktopIdsOf('Computers of shares; they win over both ways to name shares.')),
  DesktopGroupIds: optional(
    list(shareId, 'Several shares; they count without DesktopId and DesktopGroupId only.', { max: 100 }),
  ),
  ResetScope: oneOf(
    ['ALL', 'IMAGE'],
    'ALL: the disks that ResetType names; IMAGE: the computers are made anew from ImageId, whatever ResetType names.',
    { fallback: 'ALL', example: 'ALL' },
  ),
  LastRetryTime: optional(integer(noEffect, { format: 'int64' })),
})

type Input = Static<typeof request>

const resetTypes = { '1': 1, '2': 2, '3': 3 } as const

export const ResetDesktops = operation({
  product: ecd,
  name: 'ResetDesktops',
  summary: 'Resets computers of shares.',
  description:
    'What is on the disks is lost, and who is connected is disconnected. The computers are Rebuilding until the provider is ' +
    'done, and show the new ResetTime then. Computers that are named have to be Running or Stopped and not be changed right ' +
    'now (ManagementFlag NoFlag), or none is reset. Of a share that is named those are left out for which this does not ' +
    'hold. Ordinary computers are reset by RebuildDesktops.',
  ram: {
    action: 'ecd:ResetDesktops',
    level: 'update',
    resources: [
      { type: 'ecddesktop', parameter: 'DesktopId' },
      { type: 'ecdimage', parameter: 'ImageId' },
    ],
    beyond: { without: 'DesktopId' },
  },
  request,
  response: record({}),
  permittedStates: statesFor(deed),
  problems: [
    regionNotFound,
    groupMissing,
    shareNotFound,
    desktopNotFound,
    desktopStatusIncorrect,
    imageMissing,
    imageNotFound,
    imageNotAvailable,
  ],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-07if7qsxoxkb6****', ResetType: '1' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, ResetType, ResetScope, ImageId, PayType } = input
    const { accountId, meters } = context
    checkRegion(RegionId)
    if (ResetScope === 'IMAGE' && ImageId === undefined) throw imageMissing()
    return write(context, 'ResetDesktops', input, async tx => {
      const image =
        ResetScope === 'IMAGE' && ImageId !== undefined
          ? await usableImage(tx, accountId, RegionId, ImageId)
          : undefined
      const desktops = await meant(tx, context, input)
      if (ResetType === '0') return {}
      const change = (desktop: Desktop): Desktop =>
        image === undefined ? reset(desktop, resetTypes[ResetType]) : rebuilt(desktop, image)
      const changes = desktops
        .filter(({ payType }) => PayType === undefined || payType === PayType)
        .map((before): DesktopChange => ({ before, after: change(before), reason: 'ResetDesktops' }))
      await changeDesktops(tx, accountId, changes, meters)
      return {}
    })
  },
})

/** The computers a call is about, by the precedence of what it names. */
async function meant(tx: Transaction, { accountId }: Context, input: Input): Promise<Desktop[]> {
  const { RegionId, DesktopId = [], DesktopGroupId, DesktopGroupIds = [] } = input
  const place = { accountId, regionId: RegionId }
  if (DesktopId.length > 0) {
    const desktops = await findDesktops(tx, { ...place, ids: DesktopId })
    if (desktops.some(desktop => desktop.shareId === undefined)) throw desktopNotFound()
    const some = desktops.filter(({ payType }) => input.PayType === undefined || payType === input.PayType)
    if (!some.every(desktop => allows(desktop, deed))) throw desktopStatusIncorrect()
    return some
  }
  const shareIds = DesktopGroupId === undefined ? [...new Set(DesktopGroupIds)] : [DesktopGroupId]
  if (shareIds.length === 0) throw groupMissing()
  const found: Desktop[] = []
  for (const id of shareIds) {
    const { living } = await findShareWithDesktops(tx, { ...place, id })
    found.push(...living.filter(desktop => allows(desktop, deed)))
  }
  return found
}
