/** Desktop types on offer: those the vendor names whose size is known here, and those that templates of the account name. */
import { type DesktopType, desktopTypeOf } from '../../../domain/desktop-types.ts'

/** The vendor's list (ecd-operations.json, DescribeDesktopTypes). */
export const typeNames = [
  'ecd.basic.small',
  'ecd.basic.large',
  'ecd.advanced.large',
  'ecd.advanced.xlarge',
  'ecd.performance.2xlarge',
  'ecd.graphics.xlarge',
  'ecd.graphics.2xlarge',
  'eds.general.2c2g',
  'eds.general.2c4g',
  'eds.general.2c8g',
  'eds.general.4c8g',
  'eds.general.4c16g',
  'eds.general.8c16g',
  'eds.general.8c32g',
  'eds.general.16c32g',
  'eds.enterprise_office.2c4g',
  'eds.enterprise_office.4c8g',
  'eds.enterprise_office.8c16g',
  'eds.hf.4c8g',
  'eds.hf.8c16g',
  'eds.hf.12c24g',
  'eds.graphics.16c1t4',
  'eds.graphics.24c1t4',
] as const

export const gpuDriverTypes = ['T4', 'A10', 'G28', 'G39'] as const

export interface OfferedType extends DesktopType {
  readonly name: string
}

/** @param more names beyond the vendor's list */
export function offeredTypes(more: readonly string[]): OfferedType[] {
  const names = [...new Set([...typeNames, ...more])]
  return names.flatMap(name => {
    const type = desktopTypeOf(name)
    return type === undefined ? [] : [{ name, ...type }]
  })
}

/** `eds.general.4c8g` → `eds.general`. */
export const familyOf = (typeName: string): string => typeName.split('.').slice(0, 2).join('.')

/** `NVIDIA T4` → `T4`. */
export const gpuDriverTypeOf = ({ gpuSpec }: DesktopType): string | undefined => gpuSpec?.split(' ').at(-1)

const gpuMemoryMib: Readonly<Record<string, number>> = { T4: 16_384 }

/** Memory of all its graphics processors; undefined without any, or where it is not known. */
export function gpuMemoryOf(type: DesktopType): number | undefined {
  const each = gpuMemoryMib[gpuDriverTypeOf(type) ?? '']
  return each === undefined ? undefined : each * (type.gpuCount ?? 1)
}
