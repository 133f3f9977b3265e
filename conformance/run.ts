/**
 * The suite as a command. Ends with 0 when everything passed, 1 when something failed, 2 when it was called wrongly.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Profile, profiles, type Target } from './case.ts'
import { disconnect } from './client.ts'
import { runSuite } from './suite.ts'

const usage = `node conformance/run.ts --endpoint host:port --key id --secret s [options]

  --endpoint host:port   the server
  --key, --secret        an access key that may read; also ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET
  --token                the security token of a temporary key; also ALIBABA_CLOUD_SECURITY_TOKEN
  --share dg-…           a share with two computers or more; without it the paging cases are skipped
  --writes               make a share, and what it needs, and delete it all again; without it nothing is written
  --region               cn-hangzhou unless given
  --profile              ${profiles.join(' | ')}; each holds the one before; wire unless given
  --https                speak HTTPS; --ca file.pem names the authority to trust
`

const print = (line: string): void => void process.stdout.write(`${line}\n`)

class UsageError extends Error {}

function read(): { target: Target; profile: Profile } {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      endpoint: text,
      key: text,
      secret: text,
      token: text,
      share: text,
      region: text,
      profile: text,
      ca: text,
      https: { type: 'boolean' },
      writes: { type: 'boolean' },
    },
  })
  const { env } = process
  const { endpoint, share, region = 'cn-hangzhou', ca } = values
  const accessKeyId = values.key ?? env.ALIBABA_CLOUD_ACCESS_KEY_ID
  const accessKeySecret = values.secret ?? env.ALIBABA_CLOUD_ACCESS_KEY_SECRET
  const securityToken = values.token ?? env.ALIBABA_CLOUD_SECURITY_TOKEN
  if (!endpoint || !accessKeyId || !accessKeySecret) throw new UsageError('--endpoint, --key and --secret are needed.')
  const profile = profiles.find(name => name === (values.profile ?? 'wire'))
  if (profile === undefined) throw new UsageError(`--profile is one of ${profiles.join(', ')}.`)
  return {
    profile,
    target: {
      endpoint: `${values.https ? 'https' : 'http'}://${endpoint}`,
      key: { accessKeyId, accessKeySecret, securityToken },
      region,
      writes: values.writes === true,
      ...(share === undefined ? {} : { share }),
      ...(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }),
    },
  }
}

async function main(): Promise<number> {
  const { target, profile } = read()
  const count = { passed: 0, failed: 0, skipped: 0 }
  const signs = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' }
  for await (const { family, name, outcome, reason } of runSuite(target, profile)) {
    count[outcome] += 1
    print(`${signs[outcome]}  ${family}: ${name}${outcome === 'skipped' ? ` (${reason})` : ''}`)
    if (outcome === 'failed') print(`      ${(reason ?? '').replaceAll('\n', '\n      ')}`)
  }
  print(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  return count.failed === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  process.exitCode = 2
} finally {
  disconnect()
}
