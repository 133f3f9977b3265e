/** Every operation that is served, one line each. OpenAPI, coverage, reference and command line all start here. */
import type { Product } from '../spec/operation.ts'
import { type ServedOperation, served } from './context.ts'
import { DescribeDesktops } from './ecd/desktops/DescribeDesktops.ts'
import { DescribeRegions } from './ecd/regions/DescribeRegions.ts'
import { DescribeDesktopGroups } from './ecd/shares/DescribeDesktopGroups.ts'
import { DescribeDesktopsInGroup } from './ecd/shares/DescribeDesktopsInGroup.ts'
import { DescribeUsersInGroup } from './ecd/shares/DescribeUsersInGroup.ts'
import { GetDesktopGroupDetail } from './ecd/shares/GetDesktopGroupDetail.ts'
import { ecd } from './products.ts'

export const products: readonly Product[] = [ecd]

export const operations: readonly ServedOperation[] = [
  served(DescribeDesktopGroups),
  served(DescribeDesktops),
  served(DescribeDesktopsInGroup),
  served(DescribeRegions),
  served(DescribeUsersInGroup),
  served(GetDesktopGroupDetail),
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
