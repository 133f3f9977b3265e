import type { Share } from '../../../domain/share.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, list, optional, record, type Static, text } from '../../../spec/shape.ts'
import { nudge } from '../../../store/due-work.ts'
import { writeEvents } from '../../../store/events.ts'
import { changeDesktops } from '../../../store/life.ts'
import { putShares } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { policyGroupNotFound } from '../policy-groups/problems.ts'
import { changedComputers } from './changed-computers.ts'
import { findShareWithDesktops } from './changing-shares.ts'
import { shareNotFound } from './problems.ts'
import { countProblems, countShapes, countsOf } from './share-counts.ts'
import { checkAllPaid, orderExpansion, orderUnpaid } from './share-orders.ts'
import { checkPolicies } from './share-references.ts'
import { checkSettings, settingProblems, settingShapes, settingsOf } from './share-settings.ts'
import { bundleProblems, type Template, templateOfBundle, withImage } from './share-template.ts'

/** By the product's pattern Incorrect<Thing>Status (service-errors.md 2); the text is that of IncorrectDesktopStatus. */
const shareStatusIncorrect = problem(
  'IncorrectDesktopGroupStatus',
  400,
  'The current status of the desktop group does not support this operation.',
)

const policiesInvalid = problem('InvalidPolicyGroupIds', 400, 'Specified parameter PolicyGroupIds is not valid.')
const mostPolicies = 5

const request = record({
  RegionId: regionId,
  DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
  OwnBundleId: optional(
    text('Another template: its type, image and disks become those of the computers.', {
      example: 'b-7t275tpgjueeu****',
    }),
  ),
  ImageId: optional(
    text('Another image, in place of that of the template.', { example: 'desktopimage-windows-server-2022-64-asp' }),
  ),
  PolicyGroupId: optional(
    text('Another policy in the first place; the others stay, and so does all when it is the first already.', {
      example: 'pg-53iyi2aar0nd6****',
    }),
  ),
  PolicyGroupIds: optional(
    list(
      text('The id of a policy.', { example: 'pg-gx2x1dhsmthe9****' }),
      'All policies of the share, its own first; where PolicyGroupId is given too, that one comes first.',
      { max: mostPolicies },
    ),
  ),
  ...settingShapes,
  ...countShapes('What is absent stays. A subscription takes more, which are paid at once, and never less.'),
  DisableSessionConfig: optional(
    flag(
      'true: ConnectDuration, IdleDisconnectDuration, StopDuration and KeepDuration are out of force. false: in force.',
      { example: true },
    ),
  ),
})

type Input = Static<typeof request>

export const ModifyDesktopGroup = operation({
  product: ecd,
  name: 'ModifyDesktopGroup',
  summary: 'Changes a share, and its computers with it.',
  description:
    'What is absent stays, and what is said again as it is changes nothing. A new name is also that of the computers which ' +
    'bear the old one. A new policy shows as Updating for a moment. For another image or other disks a computer is rebuilt, ' +
    'and its disks are lost; for that and for another type it waits until nobody is connected.',
  ram: {
    action: 'ecd:ModifyDesktopGroup',
    level: 'update',
    beyond: true,
    resources: [
      { type: 'ecdbundle', parameter: 'OwnBundleId' },
      { type: 'ecdimage', parameter: 'ImageId' },
      { type: 'ecdpolicy', parameter: 'PolicyGroupId' },
      { type: 'ecdpolicy', parameter: 'PolicyGroupIds' },
    ],
  },
  request,
  response: record({}),
  problems: [
    regionNotFound,
    shareNotFound,
    ...settingProblems,
    ...countProblems,
    ...bundleProblems,
    policyGroupNotFound,
    policiesInvalid,
    shareStatusIncorrect,
    orderUnpaid,
  ],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****', DesktopGroupName: 'SharedComputers02' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DesktopGroupId } = input
    checkRegion(RegionId)
    checkSettings(input)
    return write(context, 'ModifyDesktopGroup', input, async tx => {
      const { accountId } = context
      const found = await findShareWithDesktops(tx, { accountId, regionId: RegionId, id: DesktopGroupId })
      const { share: before, living } = found
      const after = await modified(tx, before, input)
      const changed = changedNames(before, after)
      if (changed.length === 0) return {}
      await buyMore(tx, context, before, after)
      await putShares(tx, [after])
      await changeDesktops(tx, accountId, changedComputers(before, after, living), context.meters)
      const details = { changed: changed.join(' ') }
      await writeEvents(tx, accountId, [{ name: 'ShareModified', regionId: RegionId, shareId: after.id, details }])
      await nudge(tx, { kind: 'share', id: after.id, accountId })
      return {}
    })
  },
})

async function modified(tx: Transaction, share: Share, input: Input): Promise<Share> {
  const policyGroupIds = await policiesOf(tx, share, input)
  const template = await templateFor(tx, share, input)
  return {
    ...share,
    ...template,
    name: input.DesktopGroupName ?? share.name,
    policyGroupIds,
    details: {
      ...share.details,
      ...template.details,
      ...(hasCounts(input) ? countsOf(input, share, share.details) : {}),
      ...settingsOf(input, share),
      ...(input.DisableSessionConfig === undefined
        ? {}
        : { sessionLimitsOff: input.DisableSessionConfig ? true : undefined }),
    },
  }
}

const counts = [
  'BuyDesktopsCount',
  'MinDesktopsCount',
  'MaxDesktopsCount',
  'AllowAutoSetup',
  'AllowBufferCount',
] as const
const hasCounts = (input: Input): boolean => counts.some(name => input[name] !== undefined)

/** @throws Problem InvalidPolicyGroupId.NotFound, InvalidPolicyGroupIds */
async function policiesOf(tx: Transaction, share: Share, { PolicyGroupId, PolicyGroupIds = [] }: Input) {
  const { policyGroupIds: had } = share
  const wanted = PolicyGroupIds.length > 0 ? PolicyGroupIds : had.slice(PolicyGroupId === undefined ? 0 : 1)
  const ids = [...new Set(PolicyGroupId === undefined ? wanted : [PolicyGroupId, ...wanted])]
  if (ids.length > mostPolicies) throw policiesInvalid()
  await checkPolicies(
    tx,
    share,
    ids.filter(id => !had.includes(id)),
  )
  return ids
}

/** What is said again as it is is not looked up: a template may have been changed or deleted since. */
async function templateFor(tx: Transaction, share: Share, { OwnBundleId, ImageId }: Input): Promise<Template> {
  const template =
    OwnBundleId === undefined || OwnBundleId === share.bundleId ? share : await templateOfBundle(tx, share, OwnBundleId)
  return ImageId === undefined || ImageId === template.imageId ? template : withImage(tx, share, template, ImageId)
}

/** @throws Problem IncorrectDesktopGroupStatus, Order.Unpaid when more is to be bought for a share that is not in order */
async function buyMore(tx: Transaction, context: Context, before: Share, after: Share): Promise<void> {
  if (before.payType !== 'PrePaid') return
  const more = after.details.buyDesktopsCount - before.details.buyDesktopsCount
  if (more <= 0) return
  await checkAllPaid(tx, before)
  if (before.status !== 1) throw shareStatusIncorrect()
  await orderExpansion(tx, context, after, more)
}

/** The members of the share that differ, by name. */
function changedNames(before: Share, after: Share): string[] {
  const flat = ({ details, ...rest }: Share): Map<string, string> =>
    new Map(Object.entries({ ...rest, ...details }).flatMap(([name, value]) => [[name, JSON.stringify(value) ?? '']]))
  const [old, fresh] = [flat(before), flat(after)]
  const names = new Set([...old.keys(), ...fresh.keys()])
  return [...names].filter(name => (old.get(name) ?? '') !== (fresh.get(name) ?? ''))
}
