import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { call, disconnect, type Key } from '../../conformance/client.ts'
import { openDiagnostics } from '../identity/diagnostic-message.ts'
import { loadSettings, SettingsError } from '../settings/settings.ts'
import { addUser, rootKeyOf, type Statement } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { makeReadSource } from './source.ts'

/** What a request from an address with these headers is read as. */
function sourceOf(
  remoteAddress: string,
  headers: Readonly<Record<string, string>>,
  proxies: readonly string[] = ['10.0.0.7', '10.1.0.0/16', 'fd00::/8'],
): string {
  const request = { socket: { remoteAddress }, headers } as unknown as IncomingMessage
  const { remoteAddress: address, secure } = makeReadSource(proxies)(request)
  return `${secure ? 'https' : 'http'} ${address}`
}

const from = (address: string, forwardedFor: string): string =>
  sourceOf(address, { 'x-forwarded-for': forwardedFor }).replace('http ', '')

describe('The source of a call', () => {
  it('is the other end of the connection, whatever its headers say', () => {
    const headers = { 'x-forwarded-for': '203.0.113.10', 'x-forwarded-proto': 'https' }
    for (const proxies of [[], ['10.0.0.7']]) assert.equal(sourceOf('10.0.0.8', headers, proxies), 'http 10.0.0.8')
    assert.equal(sourceOf('10.0.0.7', headers), 'https 203.0.113.10')
  })

  it('is, behind trusted proxies, the rightmost address that is none of them', () => {
    assert.equal(from('10.0.0.7', '203.0.113.10'), '203.0.113.10')
    assert.equal(from('10.0.0.7', '1.2.3.4, 203.0.113.10'), '203.0.113.10')
    assert.equal(from('10.0.0.7', '1.2.3.4,203.0.113.10 , 10.1.2.3'), '203.0.113.10')
    assert.equal(from('10.1.255.255', '10.1.2.3, 10.0.0.7'), '10.1.2.3')
    assert.equal(from('10.2.0.0', '203.0.113.10'), '10.2.0.0')
    assert.equal(from('fd12::1', '2001:db8::1'), '2001:db8::1')
  })

  it('takes addresses with ports, and IPv4 in its IPv6 form for IPv4', () => {
    assert.equal(from('::ffff:10.0.0.7', '::ffff:203.0.113.10'), '203.0.113.10')
    assert.equal(from('10.0.0.7', '203.0.113.10:4711'), '203.0.113.10')
    assert.equal(from('10.0.0.7', '[2001:db8::1]:4711'), '2001:db8::1')
    assert.equal(sourceOf('::ffff:192.0.2.1', {}), 'http 192.0.2.1')
  })

  it('ends at what is no address: the last proxy before it is the source', () => {
    for (const text of [
      '',
      'unknown',
      '_hidden',
      '010.0.0.1',
      '127.1',
      '203.0.113.10/32',
      '1.2.3.4, nobody',
      '%',
      'fe80::1%%',
    ])
      assert.equal(from('10.0.0.7', text), '10.0.0.7')
    assert.equal(from('10.0.0.7', '1.2.3.4, nobody, 10.1.2.3'), '10.1.2.3')
  })

  it('is TLS when the nearest proxy says so', () => {
    const proto = (text: string) => sourceOf('10.0.0.7', { 'x-forwarded-proto': text })
    assert.equal(proto('https'), 'https 10.0.0.7')
    assert.equal(proto('http, HTTPS'), 'https 10.0.0.7')
    assert.equal(proto('https, http'), 'http 10.0.0.7')
    assert.equal(proto('ftp'), 'http 10.0.0.7')
  })

  it('trusts all of IPv6 without trusting all of IPv4, and the other way round', () => {
    const headers = { 'x-forwarded-for': '203.0.113.10' }
    assert.equal(sourceOf('192.0.2.1', headers, ['::/0']), 'http 192.0.2.1')
    assert.equal(sourceOf('2001:db8::1', headers, ['0.0.0.0/0']), 'http 2001:db8::1')
    assert.equal(sourceOf('192.0.2.1', headers, ['0.0.0.0/0']), 'http 203.0.113.10')
  })
})

describe('The setting of trusted proxies', () => {
  it('refuses what is no address, with the repair', () => {
    for (const text of ['proxy.example.com', '10.0.0.0/33', '010.0.0.1', '10.0.0.1/', '::/129']) {
      const refused = () => loadSettings({ flags: { 'trusted-proxies': `10.0.0.7,${text}` } })
      assert.throws(refused, (error: unknown) => {
        assert.ok(error instanceof SettingsError)
        assert.equal(
          error.message,
          `trusted-proxies: "${text}" is no address of a proxy; write an address or a block, such as 10.0.0.7, ` +
            '10.1.0.0/16 or fd00::/8.',
        )
        return true
      })
    }
  })
})

const statement = (Condition: unknown): Statement & { readonly Condition: unknown } => ({
  Effect: 'Allow',
  Action: 'ecd:*',
  Resource: '*',
  Condition,
})

/** Users who may call from one address only, and over TLS only. */
async function usersOf(server: TestServer): Promise<{ readonly fromOffice: Key; readonly withTls: Key }> {
  const ofOffice = statement({ IpAddress: { 'acs:SourceIp': '203.0.113.0/24' } })
  const ofTls = statement({ Bool: { 'acs:SecureTransport': 'true' } })
  return {
    fromOffice: await addUser(server, 'from-office', { statements: [ofOffice] }),
    withTls: await addUser(server, 'with-tls', { statements: [ofTls] }),
  }
}

for (const [trust, expected] of Object.entries({ '127.0.0.0/8': 200, '192.0.2.1': 403 })) {
  describe(`A server that trusts ${trust}, called from 127.0.0.1`, () => {
    let server: TestServer
    let users: Awaited<ReturnType<typeof usersOf>>
    before(async () => {
      server = await startTestServer({ 'trusted-proxies': trust })
      users = await usersOf(server)
    })
    after(async () => {
      disconnect()
      await server.close()
    })

    const ask = (key: Key, headers: Readonly<Record<string, string>>, action = 'DescribeRegions') =>
      call({
        endpoint: `http://${server.endpoint}`,
        action,
        version: '2020-09-30',
        params: { RegionId: 'cn-hangzhou' },
        key,
        // Sent unsigned, as a proxy adds them.
        tamper: { headers },
      })

    it(`answers ${expected} to who is forwarded from the office, and 403 to who is not`, async () => {
      const { fromOffice } = users
      assert.equal((await ask(fromOffice, { 'x-forwarded-for': '198.51.100.1, 203.0.113.10' })).status, expected)
      assert.equal((await ask(fromOffice, { 'x-forwarded-for': '203.0.113.10, 198.51.100.1' })).status, 403)
      assert.equal((await ask(fromOffice, {})).status, 403)
    })

    it(`answers ${expected} to who came to the proxy over TLS, and 403 to who did not`, async () => {
      const { withTls } = users
      assert.equal((await ask(withTls, { 'x-forwarded-proto': 'https' })).status, expected)
      assert.equal((await ask(withTls, { 'x-forwarded-proto': 'http' })).status, 403)
      assert.equal((await ask(withTls, {})).status, 403)
    })

    it('keeps what it went by in the diagnostics of a refusal', async () => {
      const { json } = await ask(users.fromOffice, { 'x-forwarded-for': '198.51.100.1' })
      const { AccessDeniedDetail } = json as { AccessDeniedDetail: { EncodedDiagnosticMessage: string } }
      const opened = openDiagnostics(server.keyring.diagnostics, AccessDeniedDetail.EncodedDiagnosticMessage)
      const address = opened?.message.AuthConditions.find(({ ConditionKey }) => ConditionKey === 'acs:SourceIp')
      assert.deepEqual(address?.ConditionValues, [expected === 200 ? '198.51.100.1' : '127.0.0.1'])
    })

    it('makes links by what it went by', async () => {
      const { json } = await ask(rootKeyOf(server), { 'x-forwarded-proto': 'https' }, 'ExportDesktopGroupInfo')
      const link = Object.values(json as Record<string, unknown>).find(value => String(value).includes('://'))
      assert.match(String(link), expected === 200 ? /^https:/ : /^http:/)
    })

    it('shows metrics by what it went by', async () => {
      const headers = { 'x-forwarded-for': '198.51.100.1' }
      const { status } = await fetch(`http://${server.endpoint}/metrics`, { headers })
      assert.equal(status, expected === 200 ? 403 : 200)
      assert.equal((await fetch(`http://${server.endpoint}/metrics`)).status, 200)
    })
  })
}
