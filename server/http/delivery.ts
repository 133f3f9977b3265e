/** How an answer leaves when a fault has struck it. */
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'

export type Delivery =
  /** Not at all: the connection ends. */
  | { readonly kind: 'reset' }
  /** In drops, for as long as this. */
  | { readonly kind: 'drip'; readonly overMs: number }
  /** The first half, under the length of the whole. */
  | { readonly kind: 'cut' }

const drops = 20

/** @param headers name after value, with the length of the whole body */
export async function deliver(
  response: ServerResponse,
  status: number,
  headers: readonly string[],
  body: Buffer,
  delivery: Delivery,
): Promise<void> {
  if (delivery.kind === 'reset') {
    reset(response)
    return
  }
  response.writeHead(status, [...headers])
  if (delivery.kind === 'cut') {
    response.write(body.subarray(0, Math.floor(body.length / 2)))
    response.socket?.destroySoon()
    return
  }
  const size = Math.ceil(body.length / drops)
  for (let from = 0; from < body.length; from += size) {
    if (response.destroyed) return
    response.write(body.subarray(from, from + size))
    // Who stops the server need not wait for it.
    await sleep(delivery.overMs / drops, undefined, { ref: false })
  }
  response.end()
}

function reset(response: ServerResponse): void {
  const { socket } = response
  // Only a plain connection can be reset; one with TLS just ends.
  if (socket instanceof TLSSocket) socket.destroy()
  else socket?.resetAndDestroy()
}
