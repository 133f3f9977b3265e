import type { Product } from '../spec/operation.ts'

export const ecd: Product = { code: 'ecd', version: '2020-09-30', title: 'Elastic Desktop Service' }
