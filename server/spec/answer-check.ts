/** Lays an answer against its shape, so that the reference page tells the truth. */
import { Compile } from 'typebox/compile'
import { RenderedAnswer } from './rendered.ts'
import type { RecordShape } from './shape.ts'

const checks = new WeakMap<RecordShape, ReturnType<typeof Compile>>()

/** Where an answer leaves its shape, in words; empty when it does not. Fields the shape does not name count as faults. */
export function checkAnswer(shape: RecordShape, output: unknown): string[] {
  // As JSON has it: absent and undefined are one.
  const value = output instanceof RenderedAnswer ? output.value() : (JSON.parse(JSON.stringify(output)) as unknown)
  let check = checks.get(shape)
  if (check === undefined) {
    check = Compile(closed(shape) as RecordShape)
    checks.set(shape, check)
  }
  if (check.Check(value)) return []
  return [...check.Errors(value)].slice(0, 5).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
}

/** The same schema with no room for fields it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const copy: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(schema)) copy[name] = closed(value)
  if (copy.type === 'object' && copy.properties !== undefined) copy.additionalProperties = false
  return copy
}
