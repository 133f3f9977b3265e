/** What the chosen share costs by the price list. */
import { type LanguageCode, useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { useCall } from '../../shell/use-call.ts'
import { isPrePaid, type PricedTemplate, pricedCounts, priceInput, type ShareDraft } from './share-draft.ts'

interface Priced {
  readonly PriceInfo?: {
    readonly Price?: { readonly TradePrice?: number; readonly DiscountPrice?: number; readonly Currency?: string }
  }
}

/** Prices of an hour have more places than coins. */
const money = (amount: number, currency: string, code: LanguageCode): string =>
  new Intl.NumberFormat(code === 'zh' ? 'zh-CN' : 'en-GB', {
    style: 'currency',
    currency,
    maximumFractionDigits: 4,
  }).format(amount)

interface PriceProps {
  readonly draft: ShareDraft
  readonly template: PricedTemplate
  readonly region: string
  readonly count: number
}

function PriceLine({ draft, template, region, count }: PriceProps) {
  const { text, code } = useLanguage()
  const { newShare, app } = text
  const { data, error } = useCall<Priced>('DescribePrice', priceInput(draft, template, region, count), {
    keepBefore: true,
  })
  if (error !== null) return <Failure error={error} />
  const price = data?.body.PriceInfo?.Price
  if (price?.TradePrice === undefined || price.Currency === undefined) return <p>{app.loading}</p>
  const amount = money(price.TradePrice, price.Currency, code)
  const off = price.DiscountPrice ?? 0
  return (
    <p>
      <strong>{isPrePaid(draft) ? newShare.forPeriod(amount, count) : newShare.perHour(amount, count)}</strong>
      {off > 0 && <small> {newShare.discount(money(off, price.Currency, code))}</small>}
    </p>
  )
}

interface PricesProps extends Omit<PriceProps, 'template' | 'count'> {
  readonly template: PricedTemplate | undefined
}

export function Prices({ draft, template, region }: PricesProps) {
  const { newShare } = useLanguage().text
  const counts = pricedCounts(draft)
  const [first] = counts
  return (
    <section className="price" aria-label={newShare.price}>
      <h2>{newShare.price}</h2>
      <div role="status">
        {template === undefined ? (
          <p>{newShare.priceNeedsTemplate}</p>
        ) : (
          counts.map((count, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the fewest and the most, whatever their numbers are.
            <PriceLine key={at} draft={draft} template={template} region={region} count={count} />
          ))
        )}
      </div>
      {template !== undefined && first !== undefined && (
        <CodeButton operation="DescribePrice" input={priceInput(draft, template, region, first)} />
      )}
    </section>
  )
}
