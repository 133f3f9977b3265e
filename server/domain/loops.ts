/** What each loop of the server did the last time, for whoever asks why something is still Pending. */
export interface LoopStatus {
  readonly name: string
  /** When the last pass began, on the clock by which desktops live; absent: there was none. */
  readonly lastPassAt?: number
  readonly lastDurationMs?: number
  /** What the last pass looked at, changed, and could not do. */
  readonly found: number
  readonly changed: number
  readonly failed: number
  /** Why the last failure happened, and to what. */
  readonly lastFailure?: string
  readonly passes: number
}
