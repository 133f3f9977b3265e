/**
 * Tickets of GetConnectionTicket: what a client program needs to reach a computer, sealed so that nobody can make one up or
 * change one (share-family.md 2.7).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ProtocolType } from '../../../domain/desktop.ts'

/** How long a ticket opens its computer. */
export const ticketLifeMs = 10 * 60_000

export interface Ticket {
  readonly id: string
  readonly accountId: string
  readonly regionId: string
  readonly desktopId: string
  readonly endUserId: string
  readonly protocolType: ProtocolType
  /** Of the computer in its office network; absent while none is known. */
  readonly address?: string
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number
  /** The client that asked, as it named itself. */
  readonly clientId?: string
  /** The applications to start, JSON as the client gave it. */
  readonly command?: string
}

const sealOf = (key: Buffer, content: string): Buffer => createHmac('sha256', key).update(content).digest()

/** Base64 text: for HDX an ICA file, for ASP a JSON object; both carry the sealed part. */
export function makeTicket(key: Buffer, ticket: Ticket): string {
  const content = Buffer.from(JSON.stringify(ticket)).toString('base64url')
  const sealed = `${content}.${sealOf(key, content).toString('base64url')}`
  const { desktopId, endUserId, protocolType: protocol, address } = ticket
  const text =
    protocol === 'HDX' ? icaFile(ticket, sealed) : JSON.stringify({ protocol, desktopId, endUserId, address, sealed })
  return Buffer.from(text).toString('base64')
}

const icaFile = ({ desktopId, endUserId, address }: Ticket, sealed: string): string =>
  [
    '[Encoding]',
    'InputEncoding=UTF8',
    '',
    '[WFClient]',
    'Version=2',
    '',
    '[ApplicationServers]',
    `${desktopId}=`,
    '',
    `[${desktopId}]`,
    ...(address === undefined ? [] : [`Address=${address}:1494`]),
    'TransportDriver=TCP/IP',
    'WinStationDriver=ICA 3.0',
    `Username=${endUserId}`,
    `LogonTicket=${sealed}`,
    '',
  ].join('\r\n')

/** What a ticket opens at an instant; undefined when it was not made with this key, was changed, or has run out. */
export function readTicket(key: Buffer, ticket: string, now: number): Ticket | undefined {
  const text = Buffer.from(ticket, 'base64').toString('utf8')
  const [, content = '', seal = ''] = /(?:^LogonTicket=|"sealed":")([\w-]+)\.([\w-]+)/m.exec(text) ?? []
  const given = Buffer.from(seal, 'base64url')
  const due = sealOf(key, content)
  if (given.length !== due.length || !timingSafeEqual(given, due)) return undefined
  const read = JSON.parse(Buffer.from(content, 'base64url').toString('utf8')) as Ticket
  return now < read.expiresAt ? read : undefined
}
