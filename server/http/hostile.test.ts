import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { disconnect, prepare, type Request, send } from '../../conformance/client.ts'
import type { Pair, SignedRequest } from '../../conformance/signer.ts'
import type { Share } from '../domain/share.ts'
import { operations } from '../operations/registry.ts'
import { fieldsOf } from '../spec/shape.ts'
import { addPool, dumpOf, rootKeyOf } from '../testing/callers.ts'
import { type FreshDatabase, freshDatabase, withoutPostgres } from '../testing/fresh-database.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { bytesOf, type RawAnswer, takeAnswer } from '../testing/sockets.ts'

const seed = Number(process.env.DESKFLEET_TEST_SEED ?? 20_261_124)
const perKind = { bytes: 4000, parameters: 3000, signed: 3000 }
const concurrency = 16

let server: TestServer
let share: Share
let dump = ''

/** Repeatable randomness (mulberry32). */
class Dice {
  private state: number
  constructor(start: number) {
    this.state = start
  }
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item
  }
}

function goodRequest(dice: Dice, changes: Partial<Request> = {}): SignedRequest {
  const signature = dice.of(['V1', 'V3'] as const)
  return prepare({
    endpoint: `http://${server.endpoint}`,
    action: dice.of(['DescribeDesktopsInGroup', 'DescribeRegions']),
    version: '2020-09-30',
    params: { RegionId: 'cn-hangzhou', DesktopGroupId: share.id, PayType: 'PrePaid', MaxResults: 3 },
    key: rootKeyOf(server),
    signature,
    place: signature === 'V1' ? dice.of(['query', 'form', 'mixed']) : dice.of(['query', 'form', 'json']),
    ...changes,
  })
}

const nasty = [
  '',
  ' ',
  '\0',
  '%',
  '%00',
  '%ff',
  '%u0041',
  '+',
  '\r\n',
  '\r\n\r\n',
  '\n',
  '__proto__',
  'constructor',
  'toString',
  '<%= 7*7 %>',
  "' or 1=1 --",
  '"; drop table desktops; --',
  '?',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '&amp;',
  ']]>',
  '\ud800',
  '\uffff',
  '云'.repeat(40),
  '-1',
  '0',
  '1e309',
  '9223372036854775808',
  '0x10',
  'NaN',
  'null',
  '[]',
  '{}',
  '[[[[[[[[[[[[]]]]]]]]]]]]',
  '{"a":{"b":[1,2,{"c":null}]}}',
  'a'.repeat(3000),
  '#3#k y',
  '.1.2.3.4.5.6.7.8.9.10',
  'true',
  '2026-02-30T25:61:61Z',
]
const nastyLines = [
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Content-Length: 5\r\n',
  'Content-Length: 99999999999999999999\r\n',
  'Host: elsewhere\r\n',
  'Connection: upgrade\r\nUpgrade: websocket\r\n',
  'Expect: 100-continue\r\n',
  'Content-Type: application/json\r\n',
  'Authorization: ACS3-HMAC-SHA256 \r\n',
  'x-acs-action: DescribeNothing\r\n',
  ' folded\r\n',
  ': no name\r\n',
]

/** What a careless or malicious hand does to bytes. */
function mutateBytes(dice: Dice, bytes: Buffer): Buffer {
  const at = dice.below(bytes.length)
  const to = Math.min(bytes.length, at + 1 + dice.below(40))
  const around = (middle: Uint8Array): Buffer => Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at)])
  switch (dice.below(8)) {
    case 0: {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] ?? 0) ^ (1 << dice.below(8))
      return copy
    }
    case 1: {
      const copy = Buffer.from(bytes)
      copy[at] = dice.below(256)
      return copy
    }
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)])
    case 3:
      return around(bytes.subarray(at, to))
    case 4:
      return bytes.subarray(0, at + 1)
    case 5:
      return around(Buffer.from(dice.of(nasty)))
    case 6: {
      const line = bytes.indexOf('\r\n') + 2
      return Buffer.concat([bytes.subarray(0, line), Buffer.from(dice.of(nastyLines)), bytes.subarray(line)])
    }
    default:
      return around(Buffer.from(Array.from({ length: 1 + dice.below(8) }, () => dice.below(256))))
  }
}

/** Sends bytes and, when nothing came back or after it did, the end of them; everything that comes back, which has to be whole answers. */
function sendWhole(bytes: Buffer): Promise<readonly RawAnswer[]> {
  const url = new URL(`http://${server.endpoint}`)
  const { promise, resolve, reject } = Promise.withResolvers<readonly RawAnswer[]>()
  const chunks: Buffer[] = []
  const socket = connect({ port: Number(url.port), host: url.hostname, allowHalfOpen: true })
  socket.setTimeout(20_000, () => socket.destroy(new Error('The server neither answers nor hangs up.')))
  // A client that hangs up before the answer has no right to one, so the end of a half request is sent a little later.
  const ending = setTimeout(() => socket.end(), 100)
  socket.on('data', chunk => {
    chunks.push(chunk)
    socket.end()
  })
  socket.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') reject(error)
  })
  socket.on('end', () => socket.destroy())
  socket.on('close', () => {
    clearTimeout(ending)
    try {
      const answers: RawAnswer[] = []
      let rest = Buffer.concat(chunks)
      for (let taken = takeAnswer(rest); taken !== undefined; taken = takeAnswer(rest)) {
        answers.push(taken.answer)
        rest = Buffer.from(taken.rest)
      }
      assert.equal(rest.toString('latin1'), '', 'Nothing follows the last whole answer.')
      resolve(answers)
    } catch (error) {
      reject(error)
    }
  })
  socket.write(bytes)
  return promise
}

const shown = (bytes: Buffer): string => JSON.stringify(bytes.toString('latin1').slice(0, 2000))

/** Well-formed, JSON or XML, and neither a failure of the server nor a redirect. */
function checkAnswer(status: number, headers: Readonly<Record<string, unknown>>, body: string, request: string): void {
  const about = `${status} ${body.slice(0, 500)} to ${request}`
  assert.ok(status === 200 || (status >= 400 && status < 500), about)
  assert.equal(headers.location, undefined, about)
  if (headers['content-type'] === 'text/xml;charset=utf-8') {
    assert.match(body, /^<\?xml version='1\.0' encoding='UTF-8'\?><(\w+)>.*<\/\1>$/s, about)
    return
  }
  assert.equal(headers['content-type'], 'application/json;charset=utf-8', about)
  const value = JSON.parse(body) as Record<string, unknown>
  assert.equal(headers['x-acs-request-id'], value.RequestId, about)
  assert.equal(typeof value.Code, status === 200 ? 'undefined' : 'string', about)
}

async function inParallel(count: number, each: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1
      await each(next - 1)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

/** What a V1 signature stands for: all pairs, in any order, but the signature and empty ones. */
const meaningOf = ({ url, body }: SignedRequest): string =>
  JSON.stringify(
    [...new URL(url).searchParams, ...new URLSearchParams(body.toString())]
      .filter(([name, value]) => name !== 'Signature' && value !== '')
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  )

function mutatePairs(dice: Dice, pairs: Pair[]): Pair[] {
  const at = dice.below(pairs.length)
  const [name, value] = pairs[at] ?? ['', '']
  const changed: Pair = dice.of<Pair>([
    [name, dice.of(nasty)],
    [`${name}${dice.of(nasty)}`, value],
    [dice.of(nasty), value],
    [name.toLowerCase(), value],
    [`${name}.1`, value],
    [name, `${value}${value}`],
  ])
  switch (dice.below(4)) {
    case 0:
      return pairs.toSpliced(at, 1)
    case 1:
      return pairs.toSpliced(at, 0, changed)
    case 2:
      return [...pairs, changed]
    default:
      return pairs.toSpliced(at, 1, changed)
  }
}

function hostileSuite(flags: () => Readonly<Record<string, string>>): void {
  before(async () => {
    server = await startTestServer({ 'body-limit': '65536', 'header-limit': '32768', ...flags() })
    share = await addPool(server, { prePaid: 2, postPaid: 2, released: 1 })
    dump = await dumpOf(server.store)
  })
  after(async () => {
    disconnect()
    await server.close()
  })

  it('that mangles the bytes of good requests gets a well-formed answer, or is hung up on', async () => {
    const dice = new Dice(seed)
    const seen = { answered: 0, hungUp: 0 }
    await inParallel(perKind.bytes, async () => {
      let bytes = bytesOf(goodRequest(dice))
      for (let rounds = 1 + dice.below(3); rounds > 0; rounds -= 1) bytes = mutateBytes(dice, bytes)
      const answers = await sendWhole(bytes)
      for (const { status, headers, body } of answers) {
        if (status >= 200) checkAnswer(status, headers, body, shown(bytes))
      }
      if (answers.length > 0) seen.answered += 1
      else seen.hungUp += 1
    })
    assert.ok(seen.answered > perKind.bytes * 0.98, JSON.stringify(seen))
  })

  it('that changes what was signed is refused', async () => {
    const dice = new Dice(seed + 1)
    await inParallel(perKind.parameters, async () => {
      const request = goodRequest(dice, { signature: 'V1', place: dice.of(['query', 'form', 'mixed'] as const) })
      const inForm = request.body.length > 0 && (new URL(request.url).search === '' || dice.below(2) === 0)
      const url = new URL(request.url)
      const pairs = mutatePairs(dice, [...(inForm ? new URLSearchParams(request.body.toString()) : url.searchParams)])
      const text = new URLSearchParams(pairs).toString()
      if (!inForm) url.search = text
      const mutant = inForm ? { ...request, body: Buffer.from(text) } : { ...request, url: url.href }
      const answer = await send(mutant)
      checkAnswer(answer.status, answer.headers, answer.text, `${mutant.url} ${mutant.body}`)
      if (meaningOf(mutant) !== meaningOf(request)) assert.notEqual(answer.status, 200, mutant.url)
    })
  })

  it('that signs whatever it likes is answered or refused, by every operation that reads', async () => {
    const dice = new Dice(seed + 2)
    const reading = operations.filter(({ ram }) => ram.level === 'get' || ram.level === 'list')
    await inParallel(perKind.signed, async () => {
      const operation = dice.of(reading)
      const names = fieldsOf(operation.request).map(([name]) => name)
      const some = Array.from({ length: 1 + dice.below(4) }, (): Pair => {
        const name = dice.of(names) + dice.of(['', '', '.1', '.1.Key', '.0', '.999999', '.1.1', dice.of(nasty)])
        return [name, dice.of([...nasty, 'cn-hangzhou', share.id])]
      })
      const params: Pair[] = [['RegionId', 'cn-hangzhou'], ['DesktopGroupId', share.id], ...some]
      const { name: action, product } = operation
      const how = { format: dice.of([undefined, 'XML']), place: dice.of(['query', 'form'] as const) }
      const request = goodRequest(dice, { action, version: product.version, params, ...how })
      const answer = await send(request)
      checkAnswer(answer.status, answer.headers, answer.text, `${action} ${JSON.stringify(params)}`)
    })
  })

  it('leaves a server that still answers, and a store in which nothing has changed', async () => {
    const answer = await send(goodRequest(new Dice(seed)))
    assert.equal(answer.status, 200)
    assert.equal(await dumpOf(server.store), dump)
  })
}

describe(`A hostile client of a server on SQLite (seed ${seed})`, () => hostileSuite(() => ({})))

describe(`A hostile client of a server on PostgreSQL (seed ${seed})`, { skip: withoutPostgres }, () => {
  let database: FreshDatabase | undefined
  before(async () => {
    database = await freshDatabase()
  })
  after(() => database?.[Symbol.asyncDispose]())
  describe('with a database of its own', () => hostileSuite(() => ({ 'database-url': database?.url ?? '' })))
})
