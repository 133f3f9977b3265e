import { statesFor } from '../../../domain/lifecycle.ts'
import { languages } from '../../../domain/resources.ts'
import { oneOf, optional, record, text } from '../../../spec/shape.ts'
import { changeDesktops, type DesktopChange } from '../../../store/life.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { imageNotAvailable, imageNotFound } from '../images/problems.ts'
import { usableImage } from '../images/usable-image.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { allows, findDesktops } from './changing-desktops.ts'
import { desktopIdsOf, itemResults, noEffect } from './desktop-fields.ts'
import { desktopIdInvalid, desktopNotFound, desktopStatusIncorrect, operateTypeInvalid } from './problems.ts'
import { rebuilt } from './rebuilding.ts'

const mostAtOnce = 20
const deed = 'rebuild'

export const RebuildDesktops = operation({
  product: ecd,
  name: 'RebuildDesktops',
  summary: 'Makes the system disks of computers anew, from another image or from their own.',
  description:
    'What is on the system disk is lost, and who is connected is disconnected. A refusal means that nothing was begun. An ' +
    'answer tells of each computer whether it is being rebuilt: it has to be Running or Stopped and not be changed right ' +
    'now (ManagementFlag NoFlag). It is Rebuilding and shows the new image at once; afterwards it is what it was before, ' +
    'Running or Stopped. A system disk that is too small for the image grows.',
  ram: {
    action: 'ecd:RebuildDesktops',
    level: 'update',
    resources: [
      { type: 'ecddesktop', parameter: 'DesktopId' },
      { type: 'ecdimage', parameter: 'ImageId' },
    ],
  },
  request: record({
    RegionId: regionId,
    DesktopId: desktopIdsOf(
      'The computers, those of shares as well, at most 20; one that is named twice counts once.',
      100,
      'At most 20.',
    ),
    ImageId: optional(
      text('The image they are to be made from, which has to be Available; absent: the one each has.', {
        example: 'm-84mztzatmlnys****',
      }),
    ),
    OperateType: optional(text('replace or absent; both mean the same.', { example: 'replace' })),
    Language: optional(oneOf(languages, noEffect, { example: 'en-US' })),
    AfterStatus: optional(text(noEffect)),
  }),
  response: record({
    RebuildResults: itemResults('What became of each computer, in the order in which they were named.'),
  }),
  permittedStates: statesFor(deed),
  problems: [regionNotFound, desktopIdInvalid, desktopNotFound, operateTypeInvalid, imageNotFound, imageNotAvailable],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopId: ['ecd-gx2x1dhsmucyy****'], ImageId: 'm-84mztzatmlnys****' },
    response: { RebuildResults: [{ Code: 'success', DesktopId: 'ecd-gx2x1dhsmucyy****' }] },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId: regionId, DesktopId: ids, ImageId, OperateType } = input
    const { accountId, meters } = context
    checkRegion(regionId)
    if (new Set(ids).size > mostAtOnce) throw desktopIdInvalid()
    if (OperateType !== undefined && OperateType !== 'replace') throw operateTypeInvalid()
    return write(context, 'RebuildDesktops', input, async tx => {
      const image = ImageId === undefined ? undefined : await usableImage(tx, accountId, regionId, ImageId)
      const desktops = await findDesktops(tx, { accountId, regionId, ids })
      const able = desktops.filter(desktop => allows(desktop, deed))
      const changes = able.map(
        (before): DesktopChange => ({ before, after: rebuilt(before, image), reason: 'RebuildDesktops' }),
      )
      await changeDesktops(tx, accountId, changes, meters)
      const { code, message } = desktopStatusIncorrect()
      return {
        RebuildResults: desktops.map(desktop =>
          able.includes(desktop)
            ? { Code: 'success', DesktopId: desktop.id }
            : { Code: code, Message: message, DesktopId: desktop.id },
        ),
      }
    })
  },
})
