/**
 * How text is written inside a signature: one percent-encoding for both generations, and a comparison that leaks no
 * time.
 */
import { timingSafeEqual } from 'node:crypto'

const unreserved = /[A-Za-z0-9\-_.~]/
const leftByEncodeURIComponent = /[!'()*]/g

/** How each ASCII character is written; `undefined` where it stays as it is. */
const escapes = Array.from({ length: 0x80 }, (_, code) => {
  if (unreserved.test(String.fromCharCode(code))) return undefined
  return `%${code.toString(16).toUpperCase().padStart(2, '0')}`
})

/**
 * Percent-encodes for a canonical text: UTF-8, keeps `A-Z a-z 0-9 - _ . ~`, every other byte becomes `%XX` in upper
 * case. A lone surrogate counts as U+FFFD, so this never throws. Source: wire-protocol.md 3.
 */
export function percentEncode(text: string): string {
  // This runs for every name and value of every request, and most are plain: they are answered untouched, and a few
  // escapes in ASCII are cheaper from the table than through encodeURIComponent and a second pass.
  let encoded = ''
  let copied = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x80) return encodeUnicode(text)
    const escaped = escapes[code]
    if (escaped === undefined) continue
    encoded += text.slice(copied, at) + escaped
    copied = at + 1
  }
  return copied === 0 ? text : encoded + text.slice(copied)
}

function encodeUnicode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(leftByEncodeURIComponent, percentEncode)
}

/**
 * Whether two texts are equal, in a time that does not depend on where they differ. Their length is no secret: a
 * signature's length follows from its algorithm.
 */
export function equalInConstantTime(one: string, other: string): boolean {
  const left = Buffer.from(one)
  const right = Buffer.from(other)
  return left.length === right.length && timingSafeEqual(left, right)
}
