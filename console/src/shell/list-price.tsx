/** A price by the price list, as DescribePrice and DescribeRenewalPrice answer it. */
import type { Input } from '../api/flatten.ts'
import { showPrice } from '../formats/money.ts'
import { useLanguage } from '../language/language.tsx'
import { Failure } from './failure.tsx'
import { useCall } from './use-call.ts'

interface Priced {
  readonly PriceInfo?: {
    readonly Price?: { readonly TradePrice?: number; readonly DiscountPrice?: number; readonly Currency?: string }
  }
}

interface ListPriceProps {
  readonly operation: 'DescribePrice' | 'DescribeRenewalPrice'
  readonly input: Input
  readonly say: (amount: string) => string
}

export function ListPrice({ operation, input, say }: ListPriceProps) {
  const { text, code } = useLanguage()
  const { newShare, app } = text
  // The price of what was asked before would be said of what is asked now.
  const { data, error } = useCall<Priced>(operation, input)
  if (error !== null) return <Failure error={error} />
  const price = data?.body.PriceInfo?.Price
  if (price?.TradePrice === undefined || price.Currency === undefined) return <p>{app.loading}</p>
  const off = price.DiscountPrice ?? 0
  return (
    <p>
      <strong>{say(showPrice(price.TradePrice, price.Currency, 4, code))}</strong>
      {off > 0 && <small> {newShare.discount(showPrice(off, price.Currency, 4, code))}</small>}
    </p>
  )
}
