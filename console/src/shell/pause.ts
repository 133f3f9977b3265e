/** What takes long is asked for less often: it takes one part in so many of the server's time. */
const restFactor = 20

/** How long to wait before the same is asked anew. */
export const pauseAfter = (everyMs: number, tookMs: number): number => Math.max(everyMs, tookMs * restFactor)
