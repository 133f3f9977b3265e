/** What a desktop type stands for: processors, memory and graphics, read from its name as the vendor writes it. */

export interface DesktopType {
  readonly cpu: number
  readonly memoryMib: number
  readonly gpuCount?: number
  readonly gpuSpec?: string
}

// Types whose names say nothing, and those with graphics. Names occur in ecd-operations.json; sizes are examples of ours.
const listed: Readonly<Record<string, DesktopType>> = {
  'ecd.basic.small': { cpu: 2, memoryMib: 2048 },
  'ecd.basic.large': { cpu: 2, memoryMib: 4096 },
  'ecd.advanced.large': { cpu: 4, memoryMib: 8192 },
  'ecd.advanced.xlarge': { cpu: 8, memoryMib: 16384 },
  'ecd.performance.2xlarge': { cpu: 16, memoryMib: 32768 },
  'ecd.graphics.xlarge': { cpu: 4, memoryMib: 23552, gpuCount: 1, gpuSpec: 'NVIDIA T4' },
  'ecd.graphics.2xlarge': { cpu: 10, memoryMib: 47104, gpuCount: 1, gpuSpec: 'NVIDIA T4' },
  'eds.graphics.24c1t4': { cpu: 24, memoryMib: 95232, gpuCount: 1, gpuSpec: 'NVIDIA T4' },
}

/** The types of the table. */
export const listedTypeNames: readonly string[] = Object.keys(listed)

/** Undefined when neither the table nor the name (`eds.general.4c8g`) says what the type is. */
export function desktopTypeOf(name: string): DesktopType | undefined {
  const known = Object.hasOwn(listed, name) ? listed[name] : undefined
  if (known !== undefined) return known
  const match = /^e[cd][ds]\.[a-z_]+\.(\d{1,3})c(\d{1,4})g$/.exec(name)
  return match === null ? undefined : { cpu: Number(match[1]), memoryMib: Number(match[2]) * 1024 }
}
