/** A share by its id or, where only one of the region has it, by its name. */
import { CommandError, exitCodes } from './exit.ts'

type Answer = Readonly<Record<string, unknown>>
type Ask = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<Answer>
interface Listed {
  readonly DesktopGroupId: string
  readonly DesktopGroupName: string
}

/**
 * @param ask asks one operation
 * @returns the id
 * @throws CommandError when no share has the name, or several have
 */
export async function findShare(ask: Ask, region: string, share: string): Promise<string> {
  if (/^dg-[a-z0-9]+$/.test(share)) return share
  const found: string[] = []
  let token: unknown
  do {
    const answer = await ask('DescribeDesktopGroups', {
      RegionId: region,
      DesktopGroupName: share,
      MaxResults: 100,
      NextToken: token,
    })
    const listed = answer.DesktopGroups as readonly Listed[]
    found.push(...listed.filter(each => each.DesktopGroupName === share).map(each => each.DesktopGroupId))
    token = answer.NextToken
  } while (token !== undefined)
  const [id] = found
  if (id !== undefined && found.length === 1) return id
  throw new CommandError(
    id === undefined
      ? `There is no share "${share}" in ${region}; name one by its id (dg-…) or its name, and its region.`
      : `${found.length} shares of ${region} are named "${share}": ${found.join(', ')}; take an id.`,
    exitCodes.failed,
  )
}
