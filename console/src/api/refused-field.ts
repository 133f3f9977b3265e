/** Which parameter a refusal means, when its code names one. */

/** Codes that call a parameter by another name. */
const otherNames: Readonly<Record<string, string>> = {
  DesktopBundle: 'BundleId',
  ImageStatus: 'ImageId',
  DirectoryStatus: 'OfficeSiteId',
}

/**
 * `InvalidDesktopGroupName` and `MissingPeriod` mean the parameters they name; what follows a point says more about it.
 *
 * @param names the parameters that have a field
 */
export function refusedField(code: string, names: readonly string[]): string | undefined {
  const named = /^(?:Invalid|Missing|Incorrect)([^.]+)/.exec(code)?.[1]
  if (named === undefined) return undefined
  const name = otherNames[named] ?? named
  return names.includes(name) ? name : undefined
}
