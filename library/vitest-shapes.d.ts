/** As much of Vitest as the example uses: its types are checked here without Vitest being a dependency. */
declare module 'vitest' {
  type Work = () => unknown
  export function test(name: string, work: Work): void
  export function beforeAll(work: Work): void
  export function beforeEach(work: Work): void
  export function afterAll(work: Work): void
  interface Expectation {
    readonly not: Expectation
    toHaveLength(length: number): void
    toContain(item: unknown): void
  }
  export function expect(actual: unknown): Expectation
}
