/**
 * `npm start`: a server with a lively little company in it, and a first answer, asked for by the vendor's own client.
 * The same settings as `deskfleet serve` apply.
 */
import OpenApi from '@alicloud/openapi-client'
import { describeNewKeys, seedIfEmpty } from '../cli/src/commands/fleet.ts'
import { settingsFrom } from '../cli/src/commands/settings-options.ts'
import { closeOnSignal } from '../cli/src/program.ts'
import { renderShare, type ShareAnswer } from '../cli/src/share-table.ts'
import { rootKey } from '../cli/src/target.ts'
import { type RunningDeskfleet, serveDeskfleet } from '../server/main.ts'
import { bringConsoleUpToDate } from './console.ts'

const seed = 'examples/fleet.yaml'
const action = 'DescribeDesktopsInGroup'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

interface Showcase {
  readonly id: string
  readonly regionId: string
  readonly name: string
}

/** The share that was made first: in the example fleet the one with something of everything. */
async function firstShare({ store, provisioned }: RunningDeskfleet): Promise<Showcase | undefined> {
  const [row] = await store.all(
    'select id, region_id, name from shares where account_id = ? and deleted_at is null order by sequence limit 1',
    [provisioned.rootAccountId],
  )
  return row && { id: String(row[0]), regionId: String(row[1]), name: String(row[2]) }
}

async function ask(endpoint: string, key: { id: string; secret: string }, share: Showcase): Promise<ShareAnswer> {
  const config = new OpenApi.Config({
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    endpoint,
    protocol: 'HTTP',
    regionId: share.regionId,
  })
  const client = new OpenApi.default(config)
  const params = new OpenApi.Params({
    action,
    version: '2020-09-30',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  })
  const request = new OpenApi.OpenApiRequest({
    query: { RegionId: share.regionId, DesktopGroupId: share.id, MaxResults: '20' },
  })
  const { body } = (await client.callApi(params, request, {} as never)) as { body: ShareAnswer }
  return body
}

const shell = process.ppid
// npm hands a signal to its shell only, which ends without a word to us; then nobody is left to stop this server.
setInterval(() => {
  if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM')
}, 1000).unref()

const consoleFault = bringConsoleUpToDate(say)
const running = await serveDeskfleet(settingsFrom({}).settings)
closeOnSignal(running)
const seeded = await seedIfEmpty(running, seed)

const { provisioned, endpoint } = running
const key = await rootKey(running)
const share = await firstShare(running)
if (key !== undefined && share !== undefined) {
  const answer = await ask(endpoint, { id: key.accessKeyId, secret: key.accessKeySecret }, share)
  say(`${action} of the share "${share.name}" (${share.id}), asked for by @alicloud/openapi-client:\n`)
  say(`${renderShare(answer)}\n`)
}
say(`Endpoint   http://${endpoint}  (clients take it as ${endpoint}, protocol HTTP)`)
if (running.tls) say(`HTTPS      https://${running.tls.endpoint}  (certificate ${running.tls.certificateFile})`)
if (provisioned.newKey !== undefined) {
  say(`Access key ${provisioned.newKey.id}`)
  say(`Secret     ${provisioned.newKey.secret}  (shown only this once; it is kept, sealed)`)
} else if (key !== undefined) {
  say(`Access key ${key.accessKeyId}  (its secret: npm run -s deskfleet -- env)`)
}
for (const line of describeNewKeys(seeded?.newKeys ?? [])) say(line)
say(`Console    http://${endpoint}/console/${consoleFault === undefined ? '' : `  (${consoleFault})`}`)
say(`Health     http://${endpoint}/healthz, metrics: http://${endpoint}/metrics`)
if (share !== undefined) {
  say(`Call it    npm run -s deskfleet -- call ${action} --RegionId ${share.regionId} --DesktopGroupId ${share.id}`)
}
say('Stop it    Ctrl+C. What is in the store stays.')
