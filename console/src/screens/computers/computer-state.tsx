/** A state as a coloured word: the colour helps, the word says it. */
import { Tag } from 'antd'
import type { Messages } from '../../language/en.ts'
import { useText } from '../../language/language.tsx'

const colours: Readonly<Record<string, string>> = {
  Running: 'success',
  Starting: 'processing',
  Stopping: 'processing',
  Rebuilding: 'processing',
  Pending: 'processing',
  Updating: 'processing',
  Expired: 'warning',
}

const isKnown = (state: string, { states }: Messages): state is keyof Messages['states'] => Object.hasOwn(states, state)

/** The word for a state of the wire; one nobody knows stays as it is. */
export const nameOfState = (state: string, text: Messages): string =>
  isKnown(state, text) ? text.states[state] : state

export const StateTag = ({ state }: { readonly state: string }) => (
  <Tag color={colours[state] ?? 'default'}>{nameOfState(state, useText())}</Tag>
)
