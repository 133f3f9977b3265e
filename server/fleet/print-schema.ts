/** Prints the JSON Schema of the fleet file: `node server/fleet/print-schema.ts > fleet.schema.json`. */
import { fleetJsonSchema } from './schema.ts'

process.stdout.write(`${JSON.stringify(fleetJsonSchema(), null, 2)}\n`)
