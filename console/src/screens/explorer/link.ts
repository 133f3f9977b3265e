/**
 * A filled form as an address. Parameters carry the prefix `p.`: an address with a bare `Action` in it would be taken for a
 * call by the server.
 */
import type { OperationView } from '../../api/catalogue.ts'
import { flatten, type Input, type Pair, withoutSecrets } from '../../api/flatten.ts'

const prefix = 'p.'

export const pathOf = ({ product, name }: Pick<OperationView, 'product' | 'name'>): string =>
  `/explorer/${product}/${name}`

/** The pairs of a form without what must not stand in an address. */
export const openPairs = (view: OperationView, input: Input): Pair[] =>
  flatten(view.parameters, withoutSecrets(view.parameters, input))

export function queryOf(pairs: readonly Pair[]): string {
  const params = new URLSearchParams(pairs.map(([name, value]) => [prefix + name, value]))
  return pairs.length === 0 ? '' : `?${params}`
}

export const pairsIn = (params: URLSearchParams): Pair[] =>
  [...params].flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : []))
