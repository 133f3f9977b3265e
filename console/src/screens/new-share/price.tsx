/** What the chosen share costs by the price list. */
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { ListPrice } from '../../shell/list-price.tsx'
import { isPrePaid, type PricedTemplate, pricedCounts, priceInput, type ShareDraft } from './share-draft.ts'

interface PriceProps {
  readonly draft: ShareDraft
  readonly template: PricedTemplate
  readonly region: string
  readonly count: number
}

function PriceLine({ draft, template, region, count }: PriceProps) {
  const { newShare } = useText()
  return (
    <ListPrice
      operation="DescribePrice"
      input={priceInput(draft, template, region, count)}
      say={amount => (isPrePaid(draft) ? newShare.forPeriod(amount, count) : newShare.perHour(amount, count))}
    />
  )
}

interface PricesProps extends Omit<PriceProps, 'template' | 'count'> {
  readonly template: PricedTemplate | undefined
}

export function Prices({ draft, template, region }: PricesProps) {
  const { newShare } = useText()
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
