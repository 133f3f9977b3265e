import { record } from '../../../spec/shape.ts'
import { readKeptRoles } from '../../../store/ram-roles.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { carries, tagFilter } from '../kept-tags.ts'
import { isTruncated, markedPage, marker, markerAnswer, markerInvalid, maxItems } from '../marker-pages.ts'
import { exampleRole, listedRoles, listedView } from './role-fields.ts'

export const ListRoles = operation({
  product: ram,
  name: 'ListRoles',
  summary: 'Lists the roles of the account, in the order they were made in.',
  description: 'Trust policies are left out; GetRole shows them.',
  ram: { action: 'ram:ListRoles', level: 'get', resources: [{ type: 'role' }] },
  request: record({ Marker: marker, MaxItems: maxItems(1000), Tag: tagFilter }),
  response: record({ IsTruncated: isTruncated, Marker: markerAnswer, Roles: listedRoles }),
  problems: [markerInvalid],
  example: {
    request: { MaxItems: 20 },
    response: {
      IsTruncated: false,
      Roles: { Role: [{ ...exampleRole, UpdateDate: '2026-11-24T08:00:00Z' }] },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const all = await readKeptRoles(context.store, context.accountId)
    const wanted = all.filter(({ tags }) => carries(tags, input.Tag))
    const { items, ...page } = markedPage(context, ['ListRoles', JSON.stringify(input.Tag ?? [])], wanted, input)
    return { ...page, Roles: { Role: items.map(listedView) } }
  },
})
