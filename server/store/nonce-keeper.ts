/** Where nonces are kept, one batch at a time: each database has the way that suits it (docs/decisions/0006). */

export interface Nonce {
  readonly keyId: string
  readonly nonce: string
}

export interface NonceKeeper {
  /** For each nonce, whether it was new; from now on none of them is. */
  burn(batch: readonly Nonce[], generation: number): Promise<boolean[]>
}
