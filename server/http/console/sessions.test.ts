/** Signing in to the console of a running server, staying signed in, and signing out. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { disconnect, type Key } from '../../../conformance/client.ts'
import { openSession, sealSession } from '../../identity/console-session.ts'
import { issueToken } from '../../identity/session-token.ts'
import { addRole, addUser, allow, rootKeyOf, sessionOf } from '../../testing/callers.ts'
import { addPassword, ConsoleClient, callProduct, keyOfSession } from '../../testing/console-client.ts'
import { freshDatabase, withoutPostgres } from '../../testing/fresh-database.ts'
import { startTestServer, type TestServer } from '../../testing/server.ts'

const password = 'correct-horse-7'
const another = 'battery-staple-8'

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Signing in to the console (${database})`, { skip: database === 'SQLite' ? false : withoutPostgres }, () => {
    let server: TestServer
    let accountId: string
    let drop: (() => PromiseLike<void>) | undefined
    let users = 0

    before(async () => {
      const flags = { clock: 'virtual@2026-01-15T08:00:00Z', 'tls-port': '0' }
      if (database === 'PostgreSQL') {
        const fresh = await freshDatabase()
        drop = () => fresh[Symbol.asyncDispose]()
        server = await startTestServer({ ...flags, 'database-url': fresh.url })
      } else server = await startTestServer(flags)
      accountId = server.provisioned.rootAccountId
    })
    after(async () => {
      disconnect()
      await server.close()
      await drop?.()
    })

    /** A user with a key and a password that nobody has failed to sign in as yet. */
    async function aUser(actions = 'ram:*'): Promise<{ userName: string; key: Key }> {
      users += 1
      const userName = `user-${users}`
      const key = await addUser(server, userName, { statements: [allow(actions)] })
      await addPassword(server, userName, password)
      return { userName, key }
    }
    const byPassword = (userName: string, more: object = {}) => ({ accountId, userName, password, ...more })
    const root = () => ({ ...rootKeyOf(server) })
    const alive = async (client: ConsoleClient): Promise<boolean> => (await client.send('GET')).status === 200
    const keyWorks = async (key: Key): Promise<boolean> =>
      (await callProduct(server, 'sts', 'GetCallerIdentity', {}, { key })).status === 200

    it('with the root’s access key makes one a temporary key of the root, for fifteen minutes', async () => {
      const client = new ConsoleClient(server)
      const began = Date.now()
      const { principal, credentials, expiresAt, ...more } = await client.signIn(root())
      assert.deepEqual(more, { accountId })
      assert.deepEqual(principal, { type: 'Account', name: 'root', arn: `acs:ram::${accountId}:root` })
      assert.match(credentials.accessKeyId, /^STS\./)
      const life = Date.parse(credentials.expiration) - began
      assert.ok(life > 14 * 60_000 && life <= 16 * 60_000)
      const session = Date.parse(expiresAt) - began
      assert.ok(session >= 6 * 3600_000 && session < 6 * 3600_000 + 60_000)
    })

    it('with a user’s password makes one that user, and notes when that was', async () => {
      const { userName } = await aUser()
      const before = await callProduct(server, 'ram', 'GetUser', { UserName: userName })
      assert.equal('LastLoginDate' in (before.json.User as object), false)
      const { principal } = await new ConsoleClient(server).signIn(byPassword(userName))
      const arn = `acs:ram::${accountId}:user/${userName}`
      assert.deepEqual(principal, { type: 'RAMUser', name: userName, arn })
      const { json } = await callProduct(server, 'ram', 'GetUser', { UserName: userName })
      assert.equal((json.User as { LastLoginDate: string }).LastLoginDate, '2026-01-15T08:00:00Z')
    })

    it('with a user’s access key makes one that user', async () => {
      const { userName, key } = await aUser()
      const { principal } = await new ConsoleClient(server).signIn(key)
      assert.equal(principal.name, userName)
    })

    it('with a temporary key of a role makes one that session, which ends no later than the key', async () => {
      const roleId = await addRole(server, 'desk', [allow('ecd:*')])
      const expiresAt = Date.now() + 600_000
      const client = new ConsoleClient(server)
      const signedIn = await client.signIn(sessionOf(server, 'desk', roleId, { expiresAt }))
      assert.deepEqual(signedIn.principal, {
        type: 'AssumedRoleUser',
        name: 'desk:tests',
        arn: `acs:ram::${accountId}:assumed-role/desk/tests`,
      })
      assert.equal(Date.parse(signedIn.expiresAt), expiresAt)
      assert.ok(Date.parse(signedIn.credentials.expiration) <= expiresAt)
      const { status } = await callProduct(
        server,
        'ecd',
        'DescribeRegions',
        { RegionId: 'cn-hangzhou' },
        { key: keyOfSession(signedIn) },
      )
      assert.equal(status, 200)
      await callProduct(server, 'ram', 'DetachPolicyFromRole', {
        PolicyType: 'Custom',
        PolicyName: 'of-role-desk',
        RoleName: 'desk',
      })
      assert.equal((await callProduct(server, 'ram', 'DeleteRole', { RoleName: 'desk' })).status, 200)
      assert.equal(await alive(client), false)
    })

    it('answers a wrong password, an unknown user and account, and a user without a password all alike', async () => {
      const { userName } = await aUser()
      await addUser(server, `keys-only-${database}`)
      const asked = [
        byPassword(userName, { password: another }),
        byPassword('nobody'),
        byPassword(`keys-only-${database}`),
        { ...byPassword(userName), accountId: '1234567890123456' },
        byPassword('no\u0000body'),
        { ...root(), accessKeySecret: 'not-the-secret' },
        { ...root(), accessKeyId: 'LTAIunknown' },
        { ...root(), securityToken: 'a-token' },
      ]
      const replies = await Promise.all(asked.map(body => new ConsoleClient(server).send('POST', body)))
      for (const { status, json, headers } of replies) {
        assert.equal(status, 401)
        assert.deepEqual(json, { code: 'InvalidCredentials', message: 'These credentials are not right.' })
        assert.deepEqual(headers.getSetCookie(), [])
      }
    })

    it('is refused with a key that is off, one of the console, and one of a role that has expired', async () => {
      const off = await addUser(server, `off-${database}`, { status: 'Inactive' })
      const signedIn = await new ConsoleClient(server).signIn(root())
      const roleId = await addRole(server, `late-${database}`, [])
      const late = sessionOf(server, `late-${database}`, roleId, { expiresAt: Date.now() - 1 })
      for (const key of [off, keyOfSession(signedIn), late]) {
        assert.equal((await new ConsoleClient(server).send('POST', key)).code, 'InvalidCredentials')
      }
    })

    it('takes nothing but well-formed JSON of one kind or the other', async () => {
      const client = new ConsoleClient(server)
      const { userName } = await aUser()
      for (const body of [
        {},
        [],
        'null',
        '{"accountId":',
        { accessKeyId: 'LTAItestroot' },
        { ...root(), ...byPassword(userName) },
        byPassword(userName, { password: 7 }),
        byPassword(userName, { password: 'x'.repeat(600) }),
        byPassword(userName, { newPassword: another }),
      ]) {
        const { status, code } = await client.send('POST', body)
        assert.deepEqual({ status, code }, { status: 400, code: 'InvalidRequest' }, JSON.stringify(body))
      }
      const long = await client.send('POST', byPassword(userName, { password: 'x'.repeat(20_000) }))
      assert.equal(long.status, 413)
      const form = 'application/x-www-form-urlencoded'
      assert.equal((await client.send('POST', 'a=b', { 'content-type': form })).status, 415)
      assert.equal((await client.send('POST', JSON.stringify(root()), { 'content-type': 'text/plain' })).status, 415)
      assert.equal((await client.send('PUT', root())).status, 405)
      assert.equal(client.cookie, undefined)
    })

    it('sets one cookie that scripts, other sites and other pages do not get, over TLS for TLS only', async () => {
      const plain = await new ConsoleClient(server).send('POST', root())
      const [cookie = '', ...others] = plain.headers.getSetCookie()
      assert.deepEqual(others, [])
      assert.match(
        cookie,
        /^deskfleet-console=[\w-]+; Max-Age=21(?:599|600); Path=\/console; HttpOnly; SameSite=Strict$/,
      )
      assert.equal(plain.headers.get('cache-control'), 'no-store')
      assert.match(plain.headers.get('content-security-policy') ?? '', /^default-src 'none'; /)
      assert.equal(plain.headers.get('access-control-allow-origin'), null)
      assert.doesNotMatch(cookie + JSON.stringify(plain.json), /a-secret-for-tests/)
    })

    it('is refused to pages of other sites, whatever they can send', async () => {
      const client = new ConsoleClient(server)
      const secure = client.origin.replace('http:', 'https:')
      for (const changes of [
        { 'x-deskfleet-console': undefined },
        { 'x-deskfleet-console': '0' },
        { origin: 'https://evil.example' },
        { origin: `${client.origin}.evil.example` },
        { origin: 'null' },
        { origin: 'http://127.0.0.1' },
        { origin: 'file://' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        for (const method of ['POST', 'GET', 'DELETE']) {
          const { status } = await client.send(method, method === 'POST' ? root() : undefined, changes)
          const expected = 'x-deskfleet-console' in changes ? 400 : 403
          assert.equal(status, expected, `${method} ${JSON.stringify(changes)}`)
        }
      }
      assert.equal(client.cookie, undefined)
      for (const changes of [
        { origin: undefined },
        // A proxy that ends TLS in front of the server.
        { origin: secure },
        { origin: 'null', 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'same-origin' },
      ]) {
        assert.equal((await client.send('POST', root(), changes)).status, 200, JSON.stringify(changes))
      }
    })

    it('keeps one signed in, with fresh keys whenever they are asked for', async () => {
      const { userName } = await aUser()
      const client = new ConsoleClient(server)
      assert.equal((await client.send('GET')).code, 'SignInRequired')
      const first = await client.signIn(byPassword(userName))
      const second = await client.current()
      assert.deepEqual(second.principal, first.principal)
      assert.equal(second.expiresAt, first.expiresAt)
      assert.notEqual(second.credentials.accessKeyId, first.credentials.accessKeyId)
      for (const signedIn of [first, second]) assert.equal(await keyWorks(keyOfSession(signedIn)), true)
    })

    it('is not to be had with a cookie that is made up, bent, or too old', async () => {
      const client = new ConsoleClient(server)
      await client.signIn(root())
      const [name, value = ''] = (client.cookie ?? '').split('=')
      const seals = server.keyring.console
      const session = openSession(seals, value, Date.now())
      assert.ok(session)
      const bent = value.slice(0, 30) + (value[30] === 'A' ? 'B' : 'A') + value.slice(31)
      const old = sealSession(seals, { ...session, expiresAt: Date.now() - 1 })
      const strange = sealSession(seals, { ...session, id: 'nobodys' })
      const token = issueToken(server.keyring.tokens, { ...sessionNowhere, accountId })
      for (const wrong of ['', 'x', bent, old, strange, encodeURIComponent(token)]) {
        client.cookie = `${name}=${wrong}`
        assert.equal((await client.send('GET')).status, 401, wrong)
      }
      client.cookie = `other=1; ${name}=stale; ${name}=${value}`
      assert.equal(await alive(client), true)
    })

    it('ends with signing out: cookie and temporary keys are dead at once, and signing out again does nothing', async () => {
      const { userName } = await aUser()
      const [client, elsewhere] = [new ConsoleClient(server), new ConsoleClient(server)]
      const signedIn = await client.signIn(byPassword(userName))
      await elsewhere.signIn(byPassword(userName))
      const { cookie } = client
      const { status, headers } = await client.send('DELETE')
      assert.equal(status, 204)
      assert.match(headers.getSetCookie()[0] ?? '', /^deskfleet-console=; Max-Age=0; Path=\/console; /)
      client.cookie = cookie
      assert.equal(await alive(client), false)
      assert.equal((await client.send('DELETE')).status, 204)
      const refused = await callProduct(server, 'ram', 'ListUsers', {}, { key: keyOfSession(signedIn) })
      assert.equal(refused.code, 'InvalidSecurityToken.Expired')
      assert.equal(await alive(elsewhere), true)
    })

    it('again in the same browser ends the session before', async () => {
      const { userName } = await aUser()
      const client = new ConsoleClient(server)
      const first = await client.signIn(root())
      await client.signIn(byPassword(userName))
      assert.equal(await keyWorks(keyOfSession(first)), false)
      assert.equal((await client.current()).principal.name, userName)
    })

    for (const [what, end] of [
      ['the user has another password', u => ['UpdateLoginProfile', { UserName: u, Password: another }]],
      ['the user may not sign in any more', u => ['DeleteLoginProfile', { UserName: u }]],
    ] as const satisfies readonly (readonly [string, (user: string) => readonly [string, Record<string, string>]])[]) {
      it(`with a password ends when ${what}`, async () => {
        const { userName } = await aUser()
        const client = new ConsoleClient(server)
        const key = keyOfSession(await client.signIn(byPassword(userName)))
        const [action, params] = end(userName)
        assert.equal((await callProduct(server, 'ram', action, params)).status, 200)
        assert.deepEqual([await alive(client), await keyWorks(key)], [false, false])
      })
    }

    it('with a key ends when the key is turned off or deleted, and goes on when it is turned on again', async () => {
      const { userName, key } = await aUser()
      const client = new ConsoleClient(server)
      const temporary = keyOfSession(await client.signIn(key))
      const named = { UserName: userName, UserAccessKeyId: key.accessKeyId }
      for (const [Status, lives] of [
        ['Inactive', false],
        ['Active', true],
      ] as const) {
        await callProduct(server, 'ram', 'UpdateAccessKey', { ...named, Status })
        assert.deepEqual([await alive(client), await keyWorks(temporary)], [lives, lives])
      }
      assert.equal((await callProduct(server, 'ram', 'DeleteAccessKey', named)).status, 200)
      assert.deepEqual([await alive(client), await keyWorks(temporary)], [false, false])
    })

    it('ends with the user, and another of its name is somebody else; another name for it changes nothing', async () => {
      const { userName, key } = await aUser()
      const client = new ConsoleClient(server)
      const temporary = keyOfSession(await client.signIn(byPassword(userName)))
      const NewUserName = `${userName}-renamed`
      await callProduct(server, 'ram', 'UpdateUser', { UserName: userName, NewUserName })
      assert.equal((await client.current()).principal.name, NewUserName)
      const named = { UserName: NewUserName }
      await callProduct(server, 'ram', 'DeleteAccessKey', { ...named, UserAccessKeyId: key.accessKeyId })
      const policy = { PolicyType: 'Custom', PolicyName: `of-user-${userName}` }
      await callProduct(server, 'ram', 'DetachPolicyFromUser', { ...named, ...policy })
      await callProduct(server, 'ram', 'DeleteLoginProfile', named)
      assert.equal((await callProduct(server, 'ram', 'DeleteUser', named)).status, 200)
      await addUser(server, NewUserName, { statements: [allow('*')] })
      await addPassword(server, NewUserName, password)
      assert.deepEqual([await alive(client), await keyWorks(temporary)], [false, false])
    })

    it('asks for another password where one has to be chosen, and takes it in the same step', async () => {
      const { userName } = await aUser()
      await addPassword(server, userName, password, { passwordResetRequired: true })
      const client = new ConsoleClient(server)
      const asked = await client.send('POST', byPassword(userName))
      assert.deepEqual([asked.status, asked.code, client.cookie], [403, 'PasswordResetRequired', undefined])
      // Nobody learns from it that the password would have to be another one.
      const wrong = await client.send('POST', byPassword(userName, { password: another, newPassword: 'x-y-z-1-2-3' }))
      assert.equal(wrong.code, 'InvalidCredentials')
      for (const newPassword of ['short', password, userName]) {
        assert.equal((await client.send('POST', byPassword(userName, { newPassword }))).code, 'NewPasswordTooWeak')
      }
      await client.signIn(byPassword(userName, { newPassword: another }))
      assert.equal(await alive(client), true)
      assert.equal((await client.send('POST', byPassword(userName))).code, 'InvalidCredentials')
      await new ConsoleClient(server).signIn(byPassword(userName, { password: another }))
    })

    it('lasts as long, and is possible from where, the account prefers', async () => {
      const { userName } = await aUser()
      const client = new ConsoleClient(server)
      const prefer = async (params: Record<string, string>) =>
        assert.equal((await callProduct(server, 'ram', 'SetSecurityPreference', params)).status, 200)
      await prefer({ LoginSessionDuration: '2', LoginNetworkMasks: '192.0.2.0/24;198.51.100.7' })
      try {
        const refused = await client.send('POST', byPassword(userName))
        assert.deepEqual([refused.status, refused.code], [403, 'LoginNetworkForbidden'])
        const hours = async (body: object): Promise<number> =>
          Math.round((Date.parse((await client.signIn(body)).expiresAt) - Date.now()) / 3600_000)
        // The root is not one of the account's users.
        assert.equal(await hours(root()), 2)
        await prefer({ LoginNetworkMasks: '192.0.2.0/24;127.0.0.0/8' })
        assert.equal(await hours(byPassword(userName)), 2)
      } finally {
        await prefer({ LoginSessionDuration: '6', LoginNetworkMasks: '0.0.0.0/0' })
      }
      await client.signIn(byPassword(userName))
    })

    it('is forgotten once it has expired', async () => {
      const client = new ConsoleClient(server)
      await client.signIn(root())
      const count = async () =>
        Number((await server.store.all('select count(*) from console_sessions where expires_at < ?', [1000]))[0]?.[0])
      await server.store.transaction(Date.now(), tx =>
        tx.all('insert into console_sessions (id, account_id, expires_at, details) values (?, ?, ?, ?)', [
          'old',
          accountId,
          999,
          '{}',
        ]),
      )
      assert.equal(await count(), 1)
      await new ConsoleClient(server).signIn(root())
      assert.equal(await count(), 0)
      assert.equal(await alive(client), true)
    })
  })
}

it('A session that is ended on one server has ended on all servers of the store', {
  skip: withoutPostgres,
}, async () => {
  await using database = await freshDatabase()
  await using one = await startTestServer({ 'database-url': database.url })
  // The same server key, as several servers of one store have to have.
  const flags = { 'database-url': database.url, 'key-file': join(one.dataDirectory, 'server.key') }
  await using other = await startTestServer(flags)
  const [here, there] = [new ConsoleClient(one), new ConsoleClient(other)]
  const key = keyOfSession(await here.signIn(rootKeyOf(one)))
  const whoIs = async () => (await callProduct(other, 'sts', 'GetCallerIdentity', {}, { key })).code
  there.cookie = here.cookie
  assert.deepEqual([(await there.current()).principal.name, await whoIs()], ['root', undefined])
  await here.send('DELETE')
  assert.deepEqual([(await there.send('GET')).status, await whoIs()], [401, 'InvalidSecurityToken.Expired'])
  disconnect()
})

const sessionNowhere = {
  keyId: 'STS.x',
  secret: 'x',
  roleName: 'x',
  roleId: '1',
  sessionName: 'x',
  expiresAt: Date.now() + 3600_000,
}
