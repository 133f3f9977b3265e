/** When a computer was paid for, to the scale of all of them: compute above, storage below; what is not settled is hollow. */

import { showMoment } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import type { Interval, Span } from './intervals.ts'

const width = 1000
/** What is hollow needs room for its strokes. */
const least = (accrued: true | undefined): number => (accrued ? 10 : 2)
const rows = { Compute: 2, Storage: 20 } as const

export function Timeline({ intervals, span }: { readonly intervals: readonly Interval[]; readonly span: Span }) {
  const { text, code } = useLanguage()
  const { bill } = text
  const scale = width / (span.toAt - span.fromAt)
  const told = intervals
    .map(({ kind, fromAt, toAt, accrued }) => {
      const say = accrued ? bill.accruedStretch : bill.stretch
      return say(bill.kinds[kind], showMoment(fromAt, code), showMoment(toAt, code))
    })
    .join('; ')
  return (
    <div className="timeline">
      <svg
        viewBox={`0 0 ${width} 36`}
        preserveAspectRatio="none"
        role="img"
        aria-label={bill.timeline(told === '' ? bill.nothingSettled : told)}
      >
        <rect className="timeline-ground" x="0" y="0" width={width} height="36" />
        {intervals.map(({ kind, fromAt, toAt, accrued }) => (
          <rect
            key={`${kind} ${fromAt}`}
            className={accrued ? `timeline-accrued accrued-${kind}` : `timeline-${kind}`}
            x={Math.min((fromAt - span.fromAt) * scale, width - least(accrued))}
            y={rows[kind]}
            // A stretch too short to be seen is shown nevertheless.
            width={Math.max((toAt - fromAt) * scale, least(accrued))}
            height="14"
          />
        ))}
      </svg>
      <ul className="timeline-legend" aria-hidden>
        {(['Compute', 'Storage'] as const).map(kind => (
          <li key={kind}>
            <span className={`key key-${kind}`} />
            {bill.kinds[kind]}
          </li>
        ))}
        <li>
          <span className="key key-accrued" />
          {bill.notSettled}
        </li>
      </ul>
      <div className="timeline-ends" aria-hidden>
        <small>{showMoment(span.fromAt, code)}</small>
        <small>{showMoment(span.toAt, code)}</small>
      </div>
    </div>
  )
}
