import { statesFor, withLife } from '../../../domain/lifecycle.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { officeSiteNotFound } from '../office-sites/problems.ts'
import { regionId, regionNotFound } from '../parameters.ts'
import { changeAll, changeProblems } from './changing-desktops.ts'
import { desktopIds, noEffect } from './desktop-fields.ts'
import { directoryNotRegistered } from './problems.ts'
import { registeredOfficeSite } from './references.ts'

const deed = 'migrate'

export const MigrateDesktops = operation({
  product: ecd,
  name: 'MigrateDesktops',
  summary: 'Moves computers into another office network of the region.',
  description:
    'All of them have to be Running or Stopped and not be changed right now (ManagementFlag NoFlag), or none is moved. They ' +
    'are shown in the new network at once, with ManagementFlag Migrating until the provider has given them addresses out ' +
    'of its block. A computer that is in this network already stays as it is. The other computers of a share stay where ' +
    'they are.',
  ram: {
    action: 'ecd:MigrateDesktops',
    level: 'update',
    resources: [
      { type: 'ecddesktop', parameter: 'DesktopId' },
      { type: 'officesite', parameter: 'TargetOfficeSiteId' },
    ],
  },
  request: record({
    RegionId: regionId,
    TargetOfficeSiteId: text('The network they are to be in; it has to be registered.', {
      example: 'cn-shenzhen+dir-388505****',
    }),
    DesktopId: desktopIds,
    TargetMemberIp: optional(text(noEffect, { vendor: 'Not open to the public.' })),
    TargetSubnetId: optional(text(noEffect, { vendor: 'Not open to the public.' })),
  }),
  response: record({}),
  permittedStates: statesFor(deed),
  problems: [regionNotFound, officeSiteNotFound, directoryNotRegistered, ...changeProblems],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      TargetOfficeSiteId: 'cn-hangzhou+os-c5cy7q578s8jc****',
      DesktopId: ['ecd-39clsqyxr****'],
    },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle(input, context) {
    const { RegionId, TargetOfficeSiteId } = input
    const place = { accountId: context.accountId, regionId: RegionId }
    return changeAll(context, 'MigrateDesktops', input, {
      deed,
      change: desktop =>
        desktop.officeSiteId === TargetOfficeSiteId
          ? desktop
          : withLife({ ...desktop, officeSiteId: TargetOfficeSiteId }, { task: { kind: 'Migrate' } }),
      check: async tx => void (await registeredOfficeSite(tx, place, TargetOfficeSiteId, officeSiteNotFound)),
    })
  },
})
