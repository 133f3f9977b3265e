/**
 * A cache of bounded size. What was used since it was last looked over gets a second chance when room is needed, so a hit
 * costs no more than a look and a mark.
 */
export class BoundedCache<Value> {
  private readonly limitBytes: number
  private readonly entries = new Map<string, Entry<Value>>()
  private bytes = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  get(key: string): Value | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    entry.used = true
    return entry.value
  }

  put(key: string, value: Value, bytes: number): void {
    this.forget(key)
    if (bytes > this.limitBytes) return
    this.entries.set(key, { value, bytes, used: false })
    this.bytes += bytes
    if (this.bytes > this.limitBytes) this.makeRoom()
  }

  clear(): void {
    this.entries.clear()
    this.bytes = 0
  }

  /** A Map keeps the order of insertion: oldest first, and whoever gets a second chance goes to the young end. */
  private makeRoom(): void {
    for (const [key, entry] of this.entries) {
      if (this.bytes <= this.limitBytes) return
      if (entry.used) {
        entry.used = false
        this.entries.delete(key)
        this.entries.set(key, entry)
      } else {
        this.forget(key)
      }
    }
  }

  private forget(key: string): void {
    const entry = this.entries.get(key)
    if (entry === undefined) return
    this.entries.delete(key)
    this.bytes -= entry.bytes
  }
}

interface Entry<Value> {
  readonly value: Value
  readonly bytes: number
  used: boolean
}
