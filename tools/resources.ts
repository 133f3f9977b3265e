/** The page that tells of every operation which resources it is asked for, and which tags (docs/guide/resources.md). */
import { taggedResources } from '../server/operations/access-request.ts'
import { type AskedResource, askedResources } from '../server/operations/asked-resources.ts'
import type { ServedOperation } from '../server/operations/context.ts'
import { operations, products } from '../server/operations/registry.ts'
import type { Product } from '../server/spec/operation.ts'

/** Where the page of a checkout stands. */
export const resourcesFile = new URL('../docs/guide/resources.md', import.meta.url)

/** What an operation is asked for, as cells of tables show it. */
export const resourcesOf = ({ ram, request }: Pick<ServedOperation, 'ram' | 'request'>): string =>
  askedResources(ram, request).map(inCell).join('<br>')

function inCell({ name, when, absent, without }: AskedResource): string {
  const condition = when === undefined ? '' : `, with ${when.parameter} ${when.is}`
  const caller = absent === 'caller' ? ', the caller itself when absent' : ''
  const only = without === undefined ? '' : without === '*' ? ' when none is named' : ` without ${without}`
  return `\`${name}\`${condition}${caller}${only}`
}

/** The text of docs/guide/resources.md. */
export function resourcesText(): string {
  return `# What every operation is asked for

A call is allowed when **every** resource it names is: one that may not be touched refuses a whole batch, and nothing is done.
A call that names none, of those below whose parameters may be left out, is asked for \`*\`; so is whatever acts on something
no policy can name, such as a share. Only a statement with \`Resource\` \`*\` grants \`*\`. What a new computer, network or template
is made of is not asked for.

Resource names hold the region and the account of the call: \`acs:ecd:cn-hangzhou:1234567890123456:ecddesktop/ecd-1\`. A computer
of another region or account is therefore another resource, and carries no tags. Lists narrowed by a network, a policy or an image
are still lists of everything: \`*\`.

\`acs:ResourceTag/<key>\` is filled from the tags of the computers a call names, for operations marked so below; of \`Describe*\` and
\`List*\` never, so a policy that goes by tags needs a statement without conditions for these. \`acs:RequestTag/<key>\` is filled from
\`Tag.N.Key\` and \`Tag.N.Value\` of the request. How it all came to be decided: \`deskfleet policy explain\`.

Made from the operations themselves by \`npm run catalogue\`; a test says when it is stale.

${products.map(chapterOf).join('\n')}`
}

function chapterOf(product: Product): string {
  const rows = operations.filter(operation => operation.product === product).map(rowOf)
  return `## \`${product.code}\` ${product.version}

| operation | action | access level | resources | tags that decide |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function rowOf({ product, name, ram, request }: ServedOperation): string {
  const page = `[${name}](../reference/${product.code}/${name}.md)`
  const tags = [
    ...(taggedResources(ram).length === 0 ? [] : ['of the computers']),
    ...('Tag' in request.properties ? ['of the request'] : []),
  ]
  return `| ${page} | \`${ram.action}\` | ${ram.level} | ${resourcesOf({ ram, request })} | ${tags.join(', ')} |`
}
