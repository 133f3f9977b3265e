/** Changes to a request that is signed already. */
import type { SignedRequest } from '../../conformance/signer.ts'

type Change = (signed: SignedRequest) => SignedRequest

/** The same request without some of its parameters, the signature left as it was. */
export const without =
  (...names: string[]): Change =>
  signed => {
    const url = new URL(signed.url)
    for (const name of names) url.searchParams.delete(name)
    return { ...signed, url: url.href }
  }

export const withQuery =
  (name: string, value: string): Change =>
  signed => {
    const url = new URL(signed.url)
    url.searchParams.set(name, value)
    return { ...signed, url: url.href }
  }
