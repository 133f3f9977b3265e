/** A whole server inside the test process, on a free port, with a store of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningDeskfleet, type ServeOptions, serveDeskfleet } from '../main.ts'
import { loadSettings } from '../settings/settings.ts'

export interface TestServer extends RunningDeskfleet, AsyncDisposable {
  readonly rootKey: { readonly id: string; readonly secret: string }
  readonly dataDirectory: string
}

/**
 * Starts a server whose answers are checked against their shapes.
 *
 * @param flags settings by plain name, such as `{ 'tls-port': '0' }`
 */
export async function startTestServer(
  flags: Readonly<Record<string, string>> = {},
  options: Pick<ServeOptions, 'consoleDirectory'> = {},
): Promise<TestServer> {
  const own = flags.data === undefined
  const data = flags.data ?? mkdtempSync(join(tmpdir(), 'deskfleet-test-'))
  const key = { id: 'LTAItestroot', secret: 'a-secret-for-tests' }
  const { settings } = loadSettings({
    flags: {
      port: '0',
      data,
      'log-level': 'silent',
      'root-access-key-id': key.id,
      'root-access-key-secret': key.secret,
      ...flags,
    },
  })
  const running = await serveDeskfleet(settings, { strictAnswers: true, ...options })
  const close = async (): Promise<void> => {
    await running.close()
    if (own) rmSync(data, { recursive: true, force: true })
  }
  return { ...running, rootKey: key, dataDirectory: data, close, [Symbol.asyncDispose]: close }
}
