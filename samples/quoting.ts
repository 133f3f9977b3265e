/** Texts as literals of each language: whatever stands in them, a program means exactly that text. */

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Escapes a literal between `quote` marks; `unicode` writes what is not printable ASCII. */
function literal(text: string, quote: string, more: string, unicode: (unit: number) => string): string {
  let inner = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    const code = text.charCodeAt(at)
    if (character === quote || more.includes(character)) inner += `\\${character}`
    else if (escapes[character] !== undefined) inner += escapes[character]
    // Signs beyond ASCII are left as they are, for people; what nobody sees is escaped.
    else if (code < 0x20 || code === 0x7f || (code >= 0x80 && code < 0xa0) || code === 0x2028 || code === 0x2029)
      inner += unicode(code)
    else inner += character
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

/** Percent-encoded as signatures want it (RFC 3986). */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
