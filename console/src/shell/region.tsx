/** Which region is looked at: in the address, else the one chosen last. */
import { useText } from '../language/language.tsx'
import { keep, kept } from './kept.ts'
import type { Address } from './use-address.ts'
import { useCall } from './use-call.ts'

const firstRegion = 'cn-hangzhou'

export const regionIn = (params: URLSearchParams): string => params.get('region') ?? kept('region') ?? firstRegion

interface Regions {
  readonly Regions: readonly { readonly RegionId: string; readonly LocalName: string }[]
}

interface RegionChoiceProps {
  readonly address: Address
  /** What no longer holds in another region, such as the page. */
  readonly resets?: readonly string[]
}

export function RegionChoice({ address: { params, set }, resets = [] }: RegionChoiceProps) {
  const { app } = useText()
  const region = regionIn(params)
  const { data } = useCall<Regions>('DescribeRegions', { RegionId: firstRegion })
  const regions = data?.body.Regions ?? []
  const names = regions.some(({ RegionId }) => RegionId === region)
    ? regions
    : [{ RegionId: region, LocalName: '' }, ...regions]
  const choose = (next: string) => {
    keep('region', next)
    set({ ...Object.fromEntries(resets.map(name => [name, ''])), region: next })
  }
  return (
    <select className="switch" aria-label={app.region} value={region} onChange={({ target }) => choose(target.value)}>
      {names.map(({ RegionId, LocalName }) => (
        <option key={RegionId} value={RegionId}>
          {LocalName === '' ? RegionId : `${LocalName} (${RegionId})`}
        </option>
      ))}
    </select>
  )
}
