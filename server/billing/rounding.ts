/** Shares of whole numbers, rounded half to even once. Exact: nothing passes through a fraction. */

/**
 * value × numerator / denominator, rounded half to even.
 *
 * @param value a whole number, not negative, as are the other two; the result has to be a safe integer
 */
export function partOf(value: number, numerator: number, denominator: number): number {
  const product = BigInt(value) * BigInt(numerator)
  const size = BigInt(denominator)
  const whole = product / size
  const twice = (product - whole * size) * 2n
  const up = twice > size || (twice === size && whole % 2n === 1n)
  return Number(up ? whole + 1n : whole)
}
