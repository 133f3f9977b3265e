/** The texts of a template that a client chooses. */
import { problem } from '../../../spec/problem.ts'

/** The vendor states no bound; this is what a fleet file can hold, so that whatever is made can be exported. */
const longestText = 1024

export const bundleNameInvalid = problem('InvalidBundleName', 400, 'Specified parameter BundleName is not valid.')
export const bundleDescriptionInvalid = problem(
  'InvalidDescription',
  400,
  'Specified parameter Description is not valid.',
)

interface Texts {
  readonly BundleName?: string
  readonly Description?: string
}

/** @throws Problem InvalidBundleName, InvalidDescription */
export function checkTexts({ BundleName = '', Description = '' }: Texts): void {
  if (BundleName.length > longestText) throw bundleNameInvalid()
  if (Description.length > longestText) throw bundleDescriptionInvalid()
}
