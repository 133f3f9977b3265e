/**
 * Programs that make one call, in the languages people call from: complete, to be run as they stand. Pure text from the
 * filled form of a call, so that a page in a browser and a test make the same program.
 *
 * Keys never stand in a program: all of them read ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, for
 * temporary keys, ALIBABA_CLOUD_SECURITY_TOKEN.
 */

/** A call as it is to be made. */
export interface SampleCall {
  /** Host and port, without a scheme: `127.0.0.1:8090`. */
  readonly endpoint: string
  readonly protocol: 'HTTP' | 'HTTPS'
  /** The product's code, such as `ecd`. */
  readonly product: string
  /** Such as `2020-09-30`. */
  readonly version: string
  readonly action: string
  /** Flat wire names and values in the order of the form: `['DesktopId.1', 'ecd-…']`. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

/** `run`: run against a server, and the answers read; `syntax`: read by a compiler of the language; `no`: neither. */
export type Checked = 'run' | 'syntax' | 'no'

/** One way to make a call. */
export interface SampleLanguage {
  /** Short and stable: it stands in links. */
  readonly id: string
  readonly title: string
  /** The name under which to keep the program. */
  readonly file: string
  /** What to install first, as a command; absent when nothing is needed. */
  readonly install?: string
  /** How to run it. */
  readonly run: string
  /** The highlighter's name for the language. */
  readonly highlight: string
  /** What our own tests do with the programs, so that nobody takes for tried what is only written. */
  readonly checked: Checked
  write(call: SampleCall): string
}

/** A region for clients that want one in their configuration even where the call names none. */
export const regionOf = ({ parameters }: SampleCall): string =>
  parameters.find(([name]) => name === 'RegionId')?.[1] ?? 'cn-hangzhou'
