import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  checkFields,
  type FaultField,
  faultFields,
  faultKinds,
} from '../../../../server/operations/deskfleet/faults/fault-fields.ts'
import { isNeededBy, isTakenBy, faultKinds as known } from './fault-kinds.ts'

const fields = Object.keys(faultFields) as FaultField[]

const isRefused = (work: () => void): boolean => {
  try {
    work()
    return false
  } catch {
    return true
  }
}

describe('the form of a fault', () => {
  it('knows the kinds that the server knows, and shows of anything else every field', () => {
    assert.deepEqual(Object.keys(known).sort(), [...faultKinds].sort())
    assert.ok(fields.every(field => isTakenBy('Another', field)))
  })

  for (const kind of faultKinds) {
    it(`shows what the server takes, and calls needed what it needs: ${kind}`, () => {
      const all = Object.fromEntries(fields.filter(field => isTakenBy(kind, field)).map(field => [field, 'x']))
      checkFields(kind, all)
      for (const field of fields) {
        if (!isTakenBy(kind, field))
          assert.ok(
            isRefused(() => checkFields(kind, { ...all, [field]: 'x' })),
            field,
          )
        const { [field]: _left, ...others } = all
        assert.equal(
          isRefused(() => checkFields(kind, others)),
          isNeededBy(kind, field),
          field,
        )
      }
    })
  }
})
