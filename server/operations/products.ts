import type { Product } from '../spec/operation.ts'

export const ecd: Product = { code: 'ecd', version: '2020-09-30', title: 'Elastic Desktop Service' }

/** End users are made in a product of their own (share-family.md 2.6). */
export const edsUser: Product = { code: 'eds-user', version: '2021-03-08', title: 'Elastic Desktop Service: end users' }

/** Our own additions, on the same endpoint, under the same signature and the same RAM (design 2.2). */
export const deskfleet: Product = { code: 'deskfleet', version: '2026-11-24', title: 'Deskfleet' }
