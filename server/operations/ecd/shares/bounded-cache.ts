/** A cache that forgets what was used longest ago once it holds more than its bytes. */
export class BoundedCache<Value> {
  private readonly limitBytes: number
  private readonly entries = new Map<string, { readonly value: Value; readonly bytes: number }>()
  private bytes = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  get(key: string): Value | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    // A Map keeps the order of insertion: what was just used goes to the young end.
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.value
  }

  put(key: string, value: Value, bytes: number): void {
    this.forget(key)
    if (bytes > this.limitBytes) return
    this.entries.set(key, { value, bytes })
    this.bytes += bytes
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.limitBytes) return
      this.forget(oldest)
    }
  }

  private forget(key: string): void {
    const entry = this.entries.get(key)
    if (entry === undefined) return
    this.entries.delete(key)
    this.bytes -= entry.bytes
  }
}
