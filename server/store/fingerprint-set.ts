/**
 * A set of 64-bit fingerprints in two flat arrays: a tenth of what a set of strings takes, with millions of entries.
 * Two texts share a fingerprint with a chance of 2^-64; then the second is taken for the first.
 */
export const fingerprintBytes = 8

const firstCapacity = 1024

export class FingerprintSet {
  private high = new Uint32Array(firstCapacity)
  private low = new Uint32Array(firstCapacity)
  private count = 0

  /** Whether the fingerprint at this place of the bytes is in the set. */
  has(bytes: Buffer, from: number): boolean {
    return this.find(...partsOf(bytes, from)) < 0
  }

  /** Adds the fingerprint at this place of the bytes; false when it was there. */
  add(bytes: Buffer, from: number): boolean {
    if (this.count * 2 >= this.low.length) this.grow()
    const [high, low] = partsOf(bytes, from)
    const free = this.find(high, low)
    if (free < 0) return false
    this.put(free, high, low)
    return true
  }

  private put(slot: number, high: number, low: number): void {
    this.high[slot] = high
    this.low[slot] = low
    this.count += 1
  }

  /** −1 when it is there, else the free slot where it belongs. */
  private find(high: number, low: number): number {
    const mask = this.low.length - 1
    let slot = low & mask
    while (this.high[slot] !== 0 || this.low[slot] !== 0) {
      if (this.high[slot] === high && this.low[slot] === low) return -1
      slot = (slot + 1) & mask
    }
    return slot
  }

  private grow(): void {
    const { high, low } = this
    this.high = new Uint32Array(high.length * 2)
    this.low = new Uint32Array(low.length * 2)
    this.count = 0
    for (let slot = 0; slot < low.length; slot += 1) {
      const [h = 0, l = 0] = [high[slot], low[slot]]
      if (h !== 0 || l !== 0) this.put(this.find(h, l), h, l)
    }
  }
}

/** Both parts zero marks a free slot, so the one fingerprint that would look like it is moved aside. */
function partsOf(bytes: Buffer, from: number): [high: number, low: number] {
  const high = bytes.readUInt32BE(from)
  const low = bytes.readUInt32BE(from + 4)
  return high === 0 && low === 0 ? [0, 1] : [high, low]
}
