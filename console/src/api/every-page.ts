/** A whole list, by going from page to page. */
import type { Client } from './client.ts'
import type { Input } from './flatten.ts'

/** No answer of this server is a longer list than this many pages; a token that leads in circles ends here. */
const mostPages = 200

type Body = Readonly<Record<string, unknown>>

/**
 * Reads all rows of a listing that is paged by NextToken.
 *
 * @param rows the field of the answer that holds them
 * @throws CallRefused, NoAnswer, SessionEnded as the call itself
 */
export async function everyPage<Row>(
  client: Client,
  { operation, input, rows, pageSize }: { operation: string; input: Input; rows: string; pageSize: number },
  signal?: AbortSignal,
): Promise<readonly Row[]> {
  const found: Row[] = []
  let token: unknown
  for (let page = 0; page < mostPages; page += 1) {
    const more = token === undefined ? {} : { NextToken: token }
    const { body } = await client.call<Body>(operation, { ...input, MaxResults: pageSize, ...more }, signal)
    const here = body[rows]
    if (Array.isArray(here)) found.push(...(here as Row[]))
    token = body.NextToken
    if (typeof token !== 'string' || token === '') break
  }
  return found
}
