/** Text → a checked fleet: YAML, then the schema, then what a schema cannot say. */
import { type Document, LineCounter, parseDocument } from 'yaml'
import { checkAccounts } from './checks.ts'
import { checkControl } from './checks-control.ts'
import { type Fault, Faults, FleetFileError, FleetSource } from './faults.ts'
import type { Fleet } from './schema.ts'
import { checkShape } from './schema-faults.ts'

export { type Fault, FleetFileError } from './faults.ts'

/** Most bytes of a fleet file. */
export const maxFileBytes = 64 * 1024 * 1024

/** How often an anchor may be used, nested ones multiplied: enough for honest files, too little for a bomb. */
const maxAliases = 2000

/** A fleet that has passed every check that needs no store. */
export interface FleetModel {
  readonly fleet: Fleet
  readonly source: FleetSource
}

/**
 * Reads a fleet file.
 *
 * @param text YAML
 * @param file the name under which faults are told
 * @throws FleetFileError with everything that is wrong, in the order of the text
 */
export function readFleet(text: string, file: string): FleetModel {
  const bytes = Buffer.byteLength(text)
  if (bytes > maxFileBytes) {
    const message = `The file has ${bytes} bytes: at most ${maxFileBytes} are allowed; use count for desktops that are alike.`
    throw new FleetFileError([{ file, line: 1, column: 1, message }])
  }
  const { value, source } = readYaml(text, file)
  const faults = new Faults(source)
  if (!checkShape(value, faults)) {
    faults.refuse()
    throw new FleetFileError([source.fault([], 'The file does not have the form of a fleet; see the guide.')])
  }
  checkAccounts(value, faults)
  checkControl(value, faults)
  faults.refuse()
  return { fleet: value, source }
}

function readYaml(text: string, file: string): { value: unknown; source: FleetSource } {
  const lines = new LineCounter()
  const start = { file, line: 1, column: 1 }
  let document: Document
  try {
    document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, uniqueKeys: true })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new FleetFileError([tooDeep(file)])
  }
  const source = new FleetSource(file, document, lines)
  const wrong = [...document.errors, ...document.warnings]
  if (wrong.some(({ message }) => message.includes('call stack'))) throw new FleetFileError([tooDeep(file)])
  if (wrong.length > 0) {
    throw new FleetFileError(wrong.map(({ pos, message }) => source.faultAt(pos[0], yamlSentence(message))))
  }
  try {
    return { value: document.toJS({ maxAliasCount: maxAliases }), source }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = /alias/i.test(reason)
      ? `The file uses its anchors too often, or one that is not there (${reason}): write the values out.`
      : `The file is not a fleet: ${reason}.`
    throw new FleetFileError([{ ...start, message }])
  }
}

const tooDeep = (file: string): Fault => ({
  file,
  line: 1,
  column: 1,
  message: 'The file is nested too deeply: a fleet needs ten levels.',
})

const yamlSentence = (message: string): string =>
  message === 'Map keys must be unique'
    ? 'The key stands twice in this mapping: keep one of them.'
    : `The YAML is wrong: ${message.replace(/\.$/, '')}; correct it here.`
