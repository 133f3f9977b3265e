/** What can be chosen in the form: whole lists, read once. */
import { useQuery } from '@tanstack/react-query'
import { everyPage } from '../../api/every-page.ts'
import type { Input } from '../../api/flatten.ts'
import { client } from '../../services.ts'
import type { PricedTemplate } from './share-draft.ts'

export interface Network {
  readonly OfficeSiteId: string
  readonly Name: string
  readonly CidrBlock: string
  readonly Status: string
}

export interface Template extends PricedTemplate {
  readonly BundleId: string
  readonly BundleName: string
  readonly DesktopTypeAttribute?: { readonly CpuCount: number; readonly MemorySize: number }
  readonly ImageName?: string
}

export interface Image {
  readonly ImageId: string
  readonly Name: string
}

export interface Policy {
  readonly PolicyGroupId: string
  readonly Name: string
}

export interface Person {
  readonly EndUserId: string
  readonly Email?: string
  readonly RealNickName?: string
}

export interface Choices<Row> {
  /** Undefined until they have come. */
  readonly rows: readonly Row[] | undefined
  readonly error: Error | null
}

function useWholeList<Row>(operation: string, input: Input, rows: string, pageSize: number): Choices<Row> {
  const { data, error } = useQuery({
    queryKey: [operation, input, 'all pages'],
    queryFn: ({ signal }) => everyPage<Row>(client, { operation, input, rows, pageSize }, signal),
    staleTime: 15_000,
  })
  return { rows: data, error }
}

export const useNetworks = (region: string): Choices<Network> =>
  useWholeList('DescribeOfficeSites', { RegionId: region, Status: 'REGISTERED' }, 'OfficeSites', 500)

export const useTemplates = (region: string): Choices<Template> =>
  useWholeList('DescribeBundles', { RegionId: region, FromDesktopGroup: true }, 'Bundles', 500)

export const useImages = (region: string): Choices<Image> =>
  useWholeList('DescribeImages', { RegionId: region, ImageStatus: 'Available' }, 'Images', 500)

export const usePolicies = (region: string): Choices<Policy> =>
  useWholeList('DescribePolicyGroups', { RegionId: region, Scope: 'GLOBAL' }, 'DescribePolicyGroups', 200)

export const usePeople = (): Choices<Person> => useWholeList('DescribeUsers', {}, 'Users', 500)
