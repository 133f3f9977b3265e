/** Scaling phases: which of their fields count for a kind of share. */
import type { ListSchema, RecordSchema, Schema } from '../../api/shapes.ts'
import type { ShareSettings } from './answers.ts'

/** The fields without effect on this share, beside those that some phase has all the same. */
export function withoutEffect({ PayType, OwnType, ScaleTimerInfos = [] }: ShareSettings): readonly string[] {
  const idle = [
    PayType === 'PrePaid' ? 'MaxResAmount' : 'BuyResAmount',
    ...(OwnType === 0 ? ['RatioThreshold', 'LoadPolicy'] : []),
  ]
  return idle.filter(name => ScaleTimerInfos.every(phase => phase[name] === undefined))
}

/** The shape of the phases without these fields; undefined when it is no list of records. */
export function phasesWithout(schema: Schema | undefined, left: readonly string[]): ListSchema | undefined {
  if (schema?.type !== 'array' || schema.items.type !== 'object') return undefined
  const { properties = {}, ...rest } = schema.items
  const kept = Object.entries(properties).filter(([name]) => !left.includes(name))
  const items: RecordSchema = { ...rest, properties: Object.fromEntries(kept) }
  return { ...schema, items }
}
