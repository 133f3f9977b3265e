/** Starts our server as the installed command does: with what was compiled the last time. */
import module from 'node:module'

module.enableCompileCache()
await import('./deskfleet-server.ts')
