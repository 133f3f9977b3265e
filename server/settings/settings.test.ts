import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { plainName, settingKinds, settingNames } from './env.ts'
import { loadSettings, SettingsError } from './settings.ts'

const directory = mkdtempSync(join(tmpdir(), 'deskfleet-settings-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const fileWith = (text: string): string => {
  const file = join(directory, `${Math.abs(text.length)}.yaml`)
  writeFileSync(file, text)
  return file
}

const refusal = (input: Parameters<typeof loadSettings>[0]): string => {
  try {
    loadSettings(input)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error.message
  }
  throw new Error('nothing was refused')
}

describe('settings', () => {
  it('listen on loopback only, on port 8090, unless told otherwise', () => {
    const { settings, sources } = loadSettings({})
    assert.equal(settings.host, '127.0.0.1')
    assert.equal(settings.port, 8090)
    assert.equal(sources.port, 'default')
    assert.equal(settings.rootAccessKeySecret, undefined)
  })

  it('come from a flag before the environment before a file, and say where from', () => {
    const file = fileWith('port: 1\nhost: 127.0.0.3\nlog-level: warn\n')
    const environment = { DESKFLEET_PORT: '2', DESKFLEET_HOST: '127.0.0.2' }
    const { settings, sources } = loadSettings({ flags: { port: '3' }, environment, file })
    assert.deepEqual([settings.port, settings.host, settings.logLevel], [3, '127.0.0.2', 'warn'])
    assert.deepEqual([sources.port, sources.host, sources.logLevel], ['flag', 'environment', 'file'])
  })

  it('cannot be changed once loaded', () => {
    assert.ok(Object.isFrozen(loadSettings({}).settings))
  })

  it('refuse a value with the setting, the value and the repair', () => {
    assert.equal(
      refusal({ environment: { DESKFLEET_PORT: '80a' } }),
      'DESKFLEET_PORT is "80a": write a whole number from 0 to 65535.',
    )
    assert.match(refusal({ flags: { 'log-level': 'loud' } }), /^--log-level is "loud": write one of trace, /)
    assert.match(refusal({ flags: { 'strict-not-found': 'yes' } }), /write true or false/)
  })

  it('never show a secret in a refusal', () => {
    const message = refusal({ environment: { DESKFLEET_DATABASE_URL: 'mysql://root:hunter2@host/db' } })
    assert.match(message, /postgres:\/\//)
    assert.doesNotMatch(message, /hunter2/)
  })

  it('refuse half a pair: a key without its secret, a certificate without its key', () => {
    assert.match(refusal({ flags: { 'root-access-key-id': 'LTAIabcdef' } }), /set both/)
    assert.match(refusal({ flags: { 'tls-key': 'key.pem' } }), /set both/)
  })

  it('refuse a name in the file that is no setting, and list those there are', () => {
    assert.match(refusal({ file: fileWith('prot: 1\n') }), /there is no setting "prot"; there are host, port/)
  })

  it('are all explained in the guide, under each of their names', () => {
    const page = readFileSync(new URL('../../docs/guide/settings.md', import.meta.url), 'utf8')
    for (const name of settingNames) {
      assert.ok(page.includes(`\`${plainName(name)}\``), `${plainName(name)} is missing in docs/guide/settings.md`)
      assert.ok(page.includes(`\`${settingKinds[name].env}\``), `${settingKinds[name].env} is missing`)
    }
  })
})
