import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  checkFields,
  type FaultField,
  faultFields,
  faultKinds,
} from '../../../../server/operations/deskfleet/faults/fault-fields.ts'
import { InjectFault } from '../../../../server/operations/deskfleet/faults/InjectFault.ts'
import { makeOpenApi } from '../../../../server/operations/openapi.ts'
import { readCatalogue } from '../../api/catalogue.ts'
import { companionsOf, isNeeded, isTaken, kindMeant } from './fault-kinds.ts'

const document = JSON.parse(JSON.stringify(makeOpenApi([InjectFault], '0')))
const parameters = readCatalogue(document).find('InjectFault')?.parameters ?? []
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
  it('goes by the kind that is meant when none is chosen, and shows of an unknown one every field', () => {
    assert.equal(kindMeant(parameters, undefined), 'Error')
    assert.equal(kindMeant(parameters, ''), 'Error')
    assert.equal(kindMeant(parameters, 'Delay'), 'Delay')
    for (const unknown of ['Another', 'constructor']) {
      const companions = companionsOf(parameters, unknown)
      assert.ok(fields.every(field => isTaken(companions, field) && !isNeeded(companions, field)))
    }
  })

  for (const kind of faultKinds) {
    it(`shows what the server takes, and calls needed what it needs: ${kind}`, () => {
      const companions = companionsOf(parameters, kind)
      assert.ok(companions !== undefined && isTaken(companions, 'Kind'))
      const all = Object.fromEntries(fields.filter(field => isTaken(companions, field)).map(field => [field, 'x']))
      checkFields(kind, all)
      for (const field of fields) {
        if (!isTaken(companions, field))
          assert.ok(
            isRefused(() => checkFields(kind, { ...all, [field]: 'x' })),
            field,
          )
        const { [field]: _left, ...others } = all
        assert.equal(
          isRefused(() => checkFields(kind, others)),
          isNeeded(companions, field),
          field,
        )
      }
    })
  }
})
