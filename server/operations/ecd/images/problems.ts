/** Refusals about images; codes and texts are the product's or follow its pattern (service-errors.md 2, 4, 6). */
import { problem } from '../../../spec/problem.ts'

export const imageNotFound = problem('InvalidImageId.NotFound', 400, 'The specified param ImageId is not found.')

/** The vendor publishes it for CreateDesktops; here the image is still being made. */
export const imageNotAvailable = problem('InvalidImageStatus.NotValid', 400, 'The specified image status is not valid.')

/** After InvalidDirectoryType.NotSupported: a system image is nobody's own to change. */
export const systemImage = problem('InvalidImageType.NotSupported', 400, 'The specified ImageType is not supported.')

/** The code is the vendor's, the text is ours (service-errors.md 4). */
export const imageInUse = problem('DependencyViolation', 400, 'The specified image is still in use.')
