/** The filters of the audit trail as they stand in the address, and as LookupEvents takes them. */
import { instantOf } from '../../forms/instant-of.ts'

/** Parameters of the address, with the attribute of LookupEvents each stands for. */
const attributes = [
  ['user', 'User'],
  ['operation', 'EventName'],
  ['decision', 'Decision'],
  ['code', 'ErrorCode'],
] as const

export type FilterName = 'user' | 'operation' | 'decision' | 'code' | 'writes' | 'from' | 'until'
export type Filters = Readonly<Record<FilterName, string>>

export const pageSize = 50

export const filtersIn = (params: URLSearchParams): Filters => ({
  user: params.get('user') ?? '',
  operation: params.get('operation') ?? '',
  decision: params.get('decision') ?? '',
  code: params.get('code') ?? '',
  writes: params.get('writes') ?? '',
  from: params.get('from') ?? '',
  until: params.get('until') ?? '',
})

/** @param token of the page; empty for the first */
export function lookupOf(filters: Filters, token: string) {
  const LookupAttribute = [
    ...attributes.flatMap(([name, Key]) => (filters[name] === '' ? [] : [{ Key, Value: filters[name] }])),
    ...(filters.writes === '' ? [] : [{ Key: 'EventRW', Value: 'Write' }]),
  ]
  return {
    MaxResults: pageSize,
    ...(LookupAttribute.length === 0 ? {} : { LookupAttribute }),
    ...(filters.from === '' ? {} : { StartTime: instantOf(filters.from) }),
    ...(filters.until === '' ? {} : { EndTime: instantOf(filters.until) }),
    ...(token === '' ? {} : { NextToken: token }),
  }
}
