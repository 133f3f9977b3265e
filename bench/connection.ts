/** One keep-alive connection, written by hand: a client library would cost more than some of the servers measured. */
import { connect, type Socket } from 'node:net'

export interface Received {
  readonly status: number
  /** Only when it was asked for. */
  readonly body: string
  readonly bytes: number
}

export class Connection {
  private readonly socket: Socket
  private waiting: PromiseWithResolvers<Received> | undefined
  private status = 0
  private expected = -1
  private received = 0
  private head = ''
  private keep = false
  private chunks: Buffer[] = []

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', chunk => this.receive(chunk))
    socket.on('error', error => this.waiting?.reject(error))
    socket.on('close', () => this.waiting?.reject(new Error('The server closed the connection.')))
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new Connection(socket))
      })
    })
  }

  /** @param keep whether the body is wanted, not only counted */
  ask(request: Buffer, keep: boolean): Promise<Received> {
    this.waiting = Promise.withResolvers<Received>()
    this.keep = keep
    this.expected = -1
    this.received = 0
    this.head = ''
    this.chunks = []
    this.socket.write(request)
    return this.waiting.promise
  }

  close(): void {
    this.socket.destroy()
  }

  private receive(chunk: Buffer): void {
    let body = chunk
    if (this.expected < 0) {
      const text = this.head + chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) {
        this.head = text
        return
      }
      this.status = Number(text.slice(9, 12))
      this.expected = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1] ?? 0)
      body = chunk.subarray(end + 4 - this.head.length)
    }
    this.received += body.length
    if (this.keep || this.status !== 200) this.chunks.push(body)
    if (this.received < this.expected) return
    const { status, expected: bytes } = this
    this.waiting?.resolve({ status, bytes, body: Buffer.concat(this.chunks).toString('utf8') })
    this.waiting = undefined
  }
}
