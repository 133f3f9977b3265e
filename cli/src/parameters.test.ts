import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { operationNamed, operations } from '../../server/operations/registry.ts'
import { describeOperation, readParameters } from './parameters.ts'

const operation = operationNamed('DescribeDesktopsInGroup') ?? assert.fail('the founding operation is not served')

describe('deskfleet call', () => {
  it('reads --Name value, --Name=value, and a flag alone as true', () => {
    assert.deepEqual(readParameters(operation, ['--RegionId', 'cn-hangzhou', '--MaxResults=5', '--IgnoreDeleted']), [
      ['RegionId', 'cn-hangzhou'],
      ['MaxResults', '5'],
      ['IgnoreDeleted', 'true'],
    ])
  })

  it('reads several values of a list after one name', () => {
    const desktops = operationNamed('DescribeDesktops') ?? assert.fail('DescribeDesktops is not served')
    assert.deepEqual(readParameters(desktops, ['--DesktopId', 'a', 'b', '--Tag.1.Key', 'k']), [
      ['DesktopId.1', 'a'],
      ['DesktopId.2', 'b'],
      ['Tag.1.Key', 'k'],
    ])
  })

  it('refuses a parameter the operation does not have, and names the right one', () => {
    assert.throws(() => readParameters(operation, ['--regionid', 'x']), /no parameter regionid; write --RegionId/)
    assert.throws(() => readParameters(operation, ['--Colour', 'x']), /it has RegionId, DesktopGroupId/)
    assert.throws(() => readParameters(operation, ['stray']), /"stray" has no name/)
    assert.throws(() => readParameters(operation, ['--PayType', 'a', 'b']), /takes one value, and got 2/)
  })

  it('describes every parameter of every operation', () => {
    for (const each of operations) {
      const help = describeOperation(each)
      for (const name of Object.keys(each.request.properties)) assert.match(help, new RegExp(`--${name} <`))
      assert.match(help, new RegExp(`RAM action: ${each.ram.action}`))
    }
  })
})
