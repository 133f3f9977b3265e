/** Every operation that is served, one line each. OpenAPI, coverage, reference and command line all start here. */
import type { Product } from '../spec/operation.ts'
import { type ServedOperation, served } from './context.ts'
import { DescribeBundles } from './ecd/bundles/DescribeBundles.ts'
import { DescribeDesktopTypes } from './ecd/bundles/DescribeDesktopTypes.ts'
import { DescribeDesktops } from './ecd/desktops/DescribeDesktops.ts'
import { DescribeImages } from './ecd/images/DescribeImages.ts'
import { DescribeOfficeSites } from './ecd/office-sites/DescribeOfficeSites.ts'
import { DescribePolicyGroups } from './ecd/policy-groups/DescribePolicyGroups.ts'
import { DescribeRegions } from './ecd/regions/DescribeRegions.ts'
import { DescribeZones } from './ecd/regions/DescribeZones.ts'
import { DescribeDesktopGroups } from './ecd/shares/DescribeDesktopGroups.ts'
import { DescribeDesktopsInGroup } from './ecd/shares/DescribeDesktopsInGroup.ts'
import { DescribeUsersInGroup } from './ecd/shares/DescribeUsersInGroup.ts'
import { GetDesktopGroupDetail } from './ecd/shares/GetDesktopGroupDetail.ts'
import { ListTagResources } from './ecd/tags/ListTagResources.ts'
import { TagResources } from './ecd/tags/TagResources.ts'
import { UntagResources } from './ecd/tags/UntagResources.ts'
import { deskfleet, ecd, edsUser } from './products.ts'

export const products: readonly Product[] = [ecd, edsUser, deskfleet]

export const operations: readonly ServedOperation[] = [
  served(DescribeBundles),
  served(DescribeDesktopGroups),
  served(DescribeDesktopTypes),
  served(DescribeDesktops),
  served(DescribeDesktopsInGroup),
  served(DescribeImages),
  served(DescribeOfficeSites),
  served(DescribePolicyGroups),
  served(DescribeRegions),
  served(DescribeUsersInGroup),
  served(DescribeZones),
  served(GetDesktopGroupDetail),
  served(ListTagResources),
  served(TagResources),
  served(UntagResources),
]

const byAddress = new Map(operations.map(operation => [`${operation.product.version} ${operation.name}`, operation]))
const byVersion = new Map(products.map(product => [product.version, product]))

/** The product of a version; versions alone tell the products apart. */
export const productOf = (version: string): Product | undefined => byVersion.get(version)

export const findOperation = (version: string, action: string): ServedOperation | undefined =>
  byAddress.get(`${version} ${action}`)

/** The operation of this name, of whatever product. */
export const operationNamed = (name: string): ServedOperation | undefined =>
  operations.find(operation => operation.name.toLowerCase() === name.toLowerCase())
