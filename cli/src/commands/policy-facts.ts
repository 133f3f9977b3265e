/** What the checks of policies know of operations: those served with what they touch, the vendor's others by name. */
import { operations } from '../../../server/operations/registry.ts'
import type { ActionFacts } from '../../../server/policy/index.ts'
import { resourceTypes } from '../../../server/spec/operation.ts'
import { fieldsOf, mayBeAbsent } from '../../../server/spec/shape.ts'
import { vendorActions } from './vendor-actions.ts'

type Operation = (typeof operations)[number]

function factsOf({ ram, request }: Operation): ActionFacts {
  const fields = new Map(fieldsOf(request))
  const leftOut = ram.resources.every(({ parameter, absent }) => {
    const field = parameter === undefined ? undefined : fields.get(parameter)
    return field !== undefined && absent === undefined && mayBeAbsent(field)
  })
  const mayNameNone = ram.beyond !== undefined || (leftOut && ram.resources.length > 0)
  return {
    action: ram.action,
    // What acts beyond its resources is asked about "*" as well, so nothing narrower grants it.
    touches: (ram.beyond === true ? [] : ram.resources).map(({ type, parameter, absent }) => ({
      service: resourceTypes[type],
      type,
      whole: parameter === undefined && absent === undefined,
    })),
    mayNameNone,
    lists: ram.level === 'list' || (ram.level === 'get' && mayNameNone),
  }
}

/** Every action there is, once; an action of several operations touches what any of them does. */
export const actionFacts: readonly ActionFacts[] = (() => {
  const served = [...Map.groupBy(operations.map(factsOf), ({ action }) => action).values()].flatMap(
    ([first, ...others]): ActionFacts[] =>
      first === undefined
        ? []
        : [
            {
              ...first,
              touches: [first, ...others].flatMap(({ touches = [] }) => touches),
              mayNameNone: [first, ...others].some(({ mayNameNone }) => mayNameNone),
            },
          ],
  )
  const known = new Set(served.map(({ action }) => action.toLowerCase()))
  const others = vendorActions.filter(action => !known.has(action.toLowerCase()))
  return [...served, ...others.map(action => ({ action }))]
})()
