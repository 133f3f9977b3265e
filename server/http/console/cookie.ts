/** The one cookie of the console. Scripts never see it, other sites never send it, and only the console's pages get it. */
import type { IncomingHttpHeaders } from 'node:http'

export const cookieName = 'deskfleet-console'

/** The values of the cookie; several when a browser kept one of another path or port. */
export const readCookies = ({ cookie = '' }: IncomingHttpHeaders): readonly string[] =>
  cookie.split(';').flatMap(pair => {
    const [name, value = ''] = pair.trim().split('=', 2)
    return name === cookieName && value !== '' ? [value] : []
  })

const attributes = 'Path=/console; HttpOnly; SameSite=Strict'

/** @param secure the request came over TLS, so the cookie leaves over TLS only */
export const cookieOf = (value: string, maxAgeSeconds: number, secure: boolean): string =>
  `${cookieName}=${value}; Max-Age=${maxAgeSeconds}; ${attributes}${secure ? '; Secure' : ''}`

export const noCookie = (secure: boolean): string => cookieOf('', 0, secure)
