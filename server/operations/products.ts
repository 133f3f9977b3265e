import type { Product } from '../spec/operation.ts'

export const ecd: Product = { code: 'ecd', version: '2020-09-30', title: 'Elastic Desktop Service' }

/** End users are made in a product of their own (share-family.md 2.6). */
export const edsUser: Product = { code: 'eds-user', version: '2021-03-08', title: 'Elastic Desktop Service: end users' }

/** Identities and what they may do (ram.md 4.3). */
export const ram: Product = { code: 'ram', version: '2015-05-01', title: 'Resource Access Management' }

/** Temporary keys (ram.md 4.2). */
export const sts: Product = { code: 'sts', version: '2015-04-01', title: 'Security Token Service' }

/** Our own additions, on the same endpoint, under the same signature and the same RAM (design 2.2). */
export const deskfleet: Product = { code: 'deskfleet', version: '2026-11-24', title: 'Deskfleet' }
