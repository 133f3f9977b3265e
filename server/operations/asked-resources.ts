/** For which resources a call asks RAM, as patterns of names: what reference pages, the guide and the catalogue show. */
import { type NamedResource, type RamBlock, resourceTypes } from '../spec/operation.ts'
import { fieldsOf, mayBeAbsent, type RecordShape } from '../spec/shape.ts'

export interface AskedResource {
  /** Such as `acs:ecd:{RegionId}:{AccountId}:ecddesktop/{DesktopId}`: what stands in braces comes from the call. */
  readonly name: string
  /** Asked for only by calls whose parameter has this value. */
  readonly when?: { readonly parameter: string; readonly is: string }
  /** `caller`: a call without the parameter is about whoever makes it. */
  readonly absent?: 'caller'
  /** Asked for only by calls that name nothing by this parameter; `*`: by none of those that could. */
  readonly without?: string
}

/** In the order in which pages show them; never empty. */
export function askedResources({ resources, beyond }: RamBlock, request: RecordShape): readonly AskedResource[] {
  if (resources.length === 0) return [{ name: '*' }]
  const fields = new Map(fieldsOf(request))
  const mayNameNone = resources.every(({ parameter, when, absent }) => {
    const field = parameter === undefined ? undefined : fields.get(parameter)
    return absent === undefined && (when !== undefined || (field !== undefined && mayBeAbsent(field)))
  })
  const named = resources.map(askedFor)
  if (beyond === true) return [{ name: '*' }, ...named]
  if (beyond !== undefined) return [...named, { name: '*', without: beyond.without }]
  return mayNameNone ? [...named, { name: '*', without: '*' }] : named
}

function askedFor({ type, parameter, field, when, absent }: NamedResource): AskedResource {
  const service = resourceTypes[type]
  const region = service === 'ecd' ? '{RegionId}' : '*'
  const id = parameter === undefined ? '*' : `{${parameter}${field === undefined ? '' : `.N.${field}`}}`
  return {
    name: `acs:${service}:${region}:{AccountId}:${type}/${id}`,
    ...(when === undefined ? {} : { when }),
    ...(absent === undefined ? {} : { absent }),
  }
}
