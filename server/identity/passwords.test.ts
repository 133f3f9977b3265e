import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hashPassword, verifyPassword } from './passwords.ts'

describe('A logon password', () => {
  it('fits its own hash and no other', async () => {
    const kept = await hashPassword('correct-horse-7')
    assert.equal(await verifyPassword('correct-horse-7', kept), true)
    for (const wrong of ['correct-horse-8', 'Correct-horse-7', 'correct-horse-7 ', '']) {
      assert.equal(await verifyPassword(wrong, kept), false)
    }
  })

  it('is hashed with a salt of its own and the parameters beside it', async () => {
    const [first, second] = [await hashPassword('same'), await hashPassword('same')]
    assert.match(first, /^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
    assert.notEqual(first, second)
    assert.equal(await verifyPassword('same', second), true)
  })

  it('is checked with the parameters it was hashed with', async () => {
    // RFC 7914, 12: scrypt of "pleaseletmein" with salt "SodiumChloride", N = 16384, r = 8, p = 1.
    const salt = Buffer.from('SodiumChloride').toString('base64url')
    const hash =
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887'
    const kept = ['scrypt', 16384, 8, 1, salt, Buffer.from(hash, 'hex').toString('base64url')].join('$')
    assert.equal(await verifyPassword('pleaseletmein', kept), true)
    assert.equal(await verifyPassword('pleaseletmeout', kept), false)
  })

  it('is the same in every form of Unicode', async () => {
    const kept = await hashPassword('pass\u00e9-partout')
    assert.equal(await verifyPassword('passe\u0301-partout', kept), true)
  })

  it('fits nothing where none is kept', async () => {
    assert.equal(await verifyPassword('', undefined), false)
    assert.equal(await verifyPassword('anything', undefined), false)
  })

  it('is not checked against what is no hash, nor against one that would eat all memory', async () => {
    const forged = ['', 'plain', 'bcrypt$1$2$3$4$5', 'scrypt$1', 'scrypt$1048576$64$1$AAAA$AAAA', 'scrypt$16384$8$1$$']
    for (const kept of forged) await assert.rejects(verifyPassword('x', kept))
  })
})
