/** Temporary keys at the door: tokens, their end, and who may always ask whose keys they are (ram.md 1.6, 4.2; wire-protocol.md). */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key } from '../../conformance/client.ts'
import { newTemporaryKeyId } from '../domain/ids.ts'
import { addPool, addRole, addUser, allow, deny, rootKeyOf, sessionOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { askSts, assume, keyOf, trusting } from '../testing/sts-calls.ts'

let server: TestServer
before(async () => {
  server = await startTestServer({ clock: 'virtual@2026-01-15T08:00:00Z' })
})
after(async () => {
  disconnect()
  await server.close()
})

const codeOf = ({ json }: Answer): string | undefined => (json as { Code?: string }).Code

for (const signature of ['V1', 'V3'] as const) {
  describe(`Temporary keys under ${signature}`, () => {
    const listShare = (key: Key): Promise<Answer> =>
      call({
        endpoint: `http://${server.endpoint}`,
        action: 'DescribeDesktopsInGroup',
        version: '2020-09-30',
        params: { RegionId: 'cn-hangzhou', DesktopGroupId: shareId },
        key,
        signature,
      })
    const whoIs = (key: Key): Promise<Answer> => askSts(server, 'GetCallerIdentity', key, {}, signature)
    const user = `user-${signature}`
    const role = `role-${signature}`
    let session: Key & { readonly securityToken: string }
    let roleId: string
    let shareId: string

    before(async () => {
      const accountId = server.provisioned.rootAccountId
      const key = await addUser(server, user, { statements: [allow('sts:AssumeRole')] })
      const trustPolicy = trusting(`acs:ram::${accountId}:user/${user}`)
      roleId = await addRole(server, role, [allow('ecd:DescribeDesktopsInGroup')], { trustPolicy })
      session = keyOf(await assume(server, key, `acs:ram::${accountId}:role/${role}`, {}, signature))
      shareId = (await addPool(server, { postPaid: 1 })).id
    })

    it('work, by the real clock, though that of the computers stands long before', async () => {
      const answer = await listShare(session)
      assert.equal(answer.status, 200, answer.text)
      assert.equal((answer.json as { PostPaidDesktopsCount: number }).PostPaidDesktopsCount, 1)
    })

    it('are nothing without their token, and a token is nothing with another key', async () => {
      const { securityToken: _, ...bare } = session
      const missing = await listShare(bare)
      assert.equal(codeOf(missing), 'MissingSecurityToken')
      assert.equal(missing.status, 400)
      const { securityToken } = session
      assert.equal(
        codeOf(await listShare({ ...rootKeyOf(server), securityToken })),
        'InvalidSecurityToken.MismatchWithAccessKey',
      )
      const other = { ...session, accessKeyId: newTemporaryKeyId() }
      assert.equal(codeOf(await listShare(other)), 'InvalidSecurityToken.MismatchWithAccessKey')
    })

    it('are refused when a single character of the token was changed', async () => {
      const { securityToken } = session
      for (const place of [0, Math.floor(securityToken.length / 2), securityToken.length - 5]) {
        const changed = securityToken[place] === 'A' ? 'B' : 'A'
        const bent = securityToken.slice(0, place) + changed + securityToken.slice(place + 1)
        assert.equal(codeOf(await whoIs({ ...session, securityToken: bent })), 'InvalidSecurityToken.Malformed')
      }
    })

    it('carry the longest policy a session can have', async () => {
      const around = JSON.stringify({ Version: '1', Statement: [{ Sid: '', ...allow('ecd:*') }] })
      const Sid = '测试'.repeat(1024).slice(0, 2048 - around.length)
      const sessionPolicy = JSON.stringify({ Version: '1', Statement: [{ Sid, ...allow('ecd:*') }] })
      assert.equal(sessionPolicy.length, 2048)
      const answer = await listShare(sessionOf(server, role, roleId, { sessionPolicy }))
      assert.equal(answer.status, 200, answer.text)
    })

    it('end when they said they would, and not before', async () => {
      const past = sessionOf(server, role, roleId, { expiresAt: Date.now() - 1 })
      const answer = await listShare(past)
      assert.equal(codeOf(answer), 'InvalidSecurityToken.Expired')
      assert.equal(answer.status, 400)
      assert.equal(codeOf(await whoIs(past)), 'InvalidSecurityToken.Expired')
      assert.equal((await listShare(sessionOf(server, role, roleId, { expiresAt: Date.now() + 60_000 }))).status, 200)
    })

    it('of a role that does not exist are refused like expired ones', async () => {
      for (const [name, id] of [
        ['never-made', roleId],
        [role, '299999999999999999'],
      ] as const) {
        assert.equal(codeOf(await whoIs(sessionOf(server, name, id))), 'InvalidSecurityToken.Expired')
      }
    })

    it('may always be asked whose they are, even where everything is denied', async () => {
      const nothing = await addRole(server, `denied-${role}`, [deny('*')])
      const sessionPolicy = JSON.stringify({ Version: '1', Statement: [deny('*')] })
      const keys = [
        await addUser(server, `denied-${user}`, { statements: [deny('*'), deny('sts:GetCallerIdentity')] }),
        await addUser(server, `bare-${user}`, { statements: [] }),
        sessionOf(server, `denied-${role}`, nothing),
        sessionOf(server, role, roleId, { sessionPolicy }),
        rootKeyOf(server),
      ]
      for (const key of keys) {
        const answer = await whoIs(key)
        assert.equal(answer.status, 200, answer.text)
        assert.equal((answer.json as Record<string, string>).AccountId, server.provisioned.rootAccountId)
      }
      const wrong = { ...rootKeyOf(server), accessKeySecret: 'not-the-secret' }
      assert.equal(codeOf(await whoIs(wrong)), 'SignatureDoesNotMatch')
    })
  })
}

it('STS answers in XML for who asks for it', async () => {
  const key = rootKeyOf(server)
  const { text } = await call({
    endpoint: `http://${server.endpoint}`,
    action: 'GetCallerIdentity',
    version: '2015-04-01',
    key,
    format: 'XML',
  })
  assert.match(text, /<GetCallerIdentityResponse><RequestId>[^<]+<\/RequestId><IdentityType>Account<\/IdentityType>/)
})
