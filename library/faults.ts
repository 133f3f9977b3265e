/** Faults on demand: calls that are refused, late or torn, and computers that fail or dawdle. */
import type { CallAnswer, Caller, CallInput } from './caller.ts'

type InLowerCase<Fields> = { [Name in keyof Fields as Name extends string ? Uncapitalize<Name> : never]: Fields[Name] }

/** The parameters of InjectFault, beginning with lower-case letters. `kind` is `Error` when absent. */
export type Fault = InLowerCase<CallInput<'InjectFault'>>
/** A fault as ListFaults tells it: also how often it was reached and struck. */
export type InjectedFault = InLowerCase<CallAnswer<'ListFaults'>['Faults'][number]>

export interface FaultHandle {
  /**
   * Lets calls or computers fail, such as `{ operation: 'DescribeDesktopsInGroup', first: 2, code: 'Throttling.User' }`.
   *
   * @returns the fault's id
   */
  inject(fault: Fault): Promise<string>
  list(): Promise<InjectedFault[]>
  /** Takes back one fault, or all. @returns how many that were */
  clear(faultId?: string): Promise<number>
}

const renamed = (thing: object, letter: (first: string) => string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(thing).map(([name, value]) => [letter(name.slice(0, 1)) + name.slice(1), value]))

const toUpper = (first: string): string => first.toUpperCase()
const toLower = (first: string): string => first.toLowerCase()

export function makeFaults(caller: Caller): FaultHandle {
  return {
    async inject(fault) {
      const { FaultId } = await caller.call('InjectFault', renamed(fault, toUpper) as CallInput<'InjectFault'>)
      return FaultId
    },
    async list() {
      const { Faults } = await caller.call('ListFaults', {})
      return Faults.map(fault => renamed(fault, toLower) as unknown as InjectedFault)
    },
    async clear(faultId) {
      const { Cleared } = await caller.call('ClearFaults', faultId === undefined ? {} : { FaultId: faultId })
      return Cleared
    },
  }
}
