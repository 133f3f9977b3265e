/** Texts as literals of each language: whatever stands in them, a program means exactly that text. */

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Controls, marks of order and of width, ends of lines and paragraphs. Go refuses one of them, U+FEFF, in its sources. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/**
 * Escapes a literal between `quote` marks. What nobody sees is written by `unicode`; whatever else is beyond ASCII is left
 * as it is, for people.
 */
function literal(text: string, quote: string, more: string, unicode: (unit: number) => string): string {
  let inner = ''
  for (const unit of text.split('')) {
    if (unit === quote || more.includes(unit)) inner += `\\${unit}`
    else if (escapes[unit] !== undefined) inner += escapes[unit]
    else inner += unseen.test(unit) ? unicode(unit.charCodeAt(0)) : unit
  }
  return quote + inner + quote
}

const fourDigits = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`

/** TypeScript and JavaScript. */
export const inTypeScript = (text: string): string => literal(text, "'", '', fourDigits)
/** Python. */
export const inPython = (text: string): string => literal(text, "'", '', fourDigits)
/** Java, which reads such an escape before anything else; harmless for signs that end no line there. */
export const inJava = (text: string): string => literal(text, '"', '', fourDigits)
/** Go. */
export const inGo = (text: string): string => literal(text, '"', '', fourDigits)
/** C#. */
export const inCSharp = (text: string): string => literal(text, '"', '', fourDigits)
/** PHP, with double quotes: `$` begins a variable there. */
export const inPhp = (text: string): string => literal(text, '"', '$', code => `\\u{${code.toString(16)}}`)
/** A POSIX shell. */
export const inShell = (text: string): string =>
  /^[A-Za-z0-9_.,:/@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** Percent-encoded as signatures want it (RFC 3986). A lone surrogate counts as U+FFFD. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
