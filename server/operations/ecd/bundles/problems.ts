/** Refusals about templates; codes and texts are the product's or follow its pattern (service-errors.md 2, 4, 6). */
import { problem } from '../../../spec/problem.ts'

export const bundleNotFound = problem('InvalidBundleId.NotFound', 400, 'The specified param BundleId is not found.')

/** After InvalidDirectoryType.NotSupported: a system template is nobody's own to change. */
export const systemBundle = problem('InvalidBundleType.NotSupported', 400, 'The specified BundleType is not supported.')

/** The code is the vendor's, the text is ours (service-errors.md 4). */
export const bundleInUse = problem('DependencyViolation', 400, 'The specified bundle is still in use.')
