// What there is when a test begins: a share that keeps one computer for whoever comes next.
import type { Fleet } from 'deskfleet/testing'

export const supportFleet: Fleet = {
  deskfleet: 1,
  accounts: [
    {
      id: 'root',
      officeNetworks: [{ name: 'office', region: 'cn-hangzhou', cidrBlock: '172.16.0.0/16' }],
      endUsers: [{ id: 'alice' }, { id: 'bob' }],
      shares: [
        {
          name: 'support',
          id: 'dg-0examples0support1',
          region: 'cn-hangzhou',
          officeNetwork: 'office',
          billing: 'postPaid',
          bundle: 'bundle_eds_general_4c8g_s8d5_win2019',
          desktopCount: 1,
          maxDesktops: 3,
          buffer: 1,
          users: ['alice', 'bob'],
        },
      ],
    },
  ],
}

export const supportId = 'dg-0examples0support1'
