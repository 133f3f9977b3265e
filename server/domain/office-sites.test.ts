import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isAddressOrBlock } from './client-addresses.ts'
import { isOfficeSiteBlock, officeSiteStatus } from './office-sites.ts'

describe('The block of an office network', () => {
  for (const block of [
    '10.0.0.0/12',
    '10.15.255.240/28',
    '10.8.0.0/13',
    '172.16.0.0/12',
    '172.31.0.0/16',
    '192.168.0.0/16',
    '192.168.255.0/24',
  ]) {
    test(`can be ${block}`, () => assert.equal(isOfficeSiteBlock(block), true))
  }

  const refused: Readonly<Record<string, readonly string[]>> = {
    'outside what is allowed': ['10.16.0.0/16', '172.32.0.0/16', '172.15.0.0/16', '192.169.0.0/24', '47.100.0.0/16'],
    'larger than what is allowed': ['10.0.0.0/8', '192.168.0.0/15', '172.16.0.0/11', '0.0.0.0/0'],
    'without room for computers': ['192.168.0.0/29', '192.168.0.0/30', '10.0.0.0/32'],
    'not named by its first address': ['192.168.0.1/16', '172.17.0.0/12', '10.0.0.8/28'],
    'no block': ['', '10.0.0.0', '10.0.0.0/', '/12', '10.0.0.0/12/12', '10.0.0.0/012', '10.0.0.0/-1', '10.0.0.0/33'],
    'written in another way': [
      '010.0.0.0/12',
      '10/12',
      '10.0/12',
      '0xa.0.0.0/12',
      '167772160/12',
      ' 10.0.0.0/12',
      '10.0.0.0/12\n',
      '::ffff:10.0.0.0/108',
      'fd00::/64',
    ],
  }
  for (const [why, blocks] of Object.entries(refused)) {
    for (const block of blocks) {
      test(`is ${why}: ${JSON.stringify(block)}`, () => assert.equal(isOfficeSiteBlock(block), false))
    }
  }
})

describe('Addresses of clients', () => {
  for (const text of ['47.100.0.0/16', '47.100.1.2', '0.0.0.0/0', '2001:db8::/32', '::1', '1.2.3.4/32']) {
    test(`can be ${text}`, () => assert.equal(isAddressOrBlock(text), true))
  }
  for (const text of [
    '',
    'office',
    '47.100.XX.XX/16',
    '1.2.3.4/33',
    '::/129',
    '1.2.3.4/',
    '1.2.3.4/1/2',
    '1.2.3/8',
    'fe80::1%eth0',
    '1.2.3.4/08',
  ]) {
    test(`are not ${JSON.stringify(text)}`, () => assert.equal(isAddressOrBlock(text), false))
  }
})

test('An office network is registered from its instant on, and all along when it has none', () => {
  assert.equal(officeSiteStatus({ readyAt: 5000 }, 4999), 'REGISTERING')
  assert.equal(officeSiteStatus({ readyAt: 5000 }, 5000), 'REGISTERED')
  assert.equal(officeSiteStatus({}, 0), 'REGISTERED')
})
