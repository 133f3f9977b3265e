/** When a computer was paid for, to the scale of all of them: compute above, storage below. */
import { useLanguage } from '../../language/language.tsx'
import type { Interval, Span } from './intervals.ts'
import { showMoment } from './money.ts'

const width = 1000
const rows = { Compute: 2, Storage: 20 } as const

export function Timeline({ intervals, span }: { readonly intervals: readonly Interval[]; readonly span: Span }) {
  const { text, code } = useLanguage()
  const { bill } = text
  const scale = width / (span.toAt - span.fromAt)
  const told = intervals
    .map(({ kind, fromAt, toAt }) => bill.stretch(bill.kinds[kind], showMoment(fromAt, code), showMoment(toAt, code)))
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
        {intervals.map(({ kind, fromAt, toAt }) => (
          <rect
            key={`${kind} ${fromAt}`}
            className={`timeline-${kind}`}
            x={(fromAt - span.fromAt) * scale}
            y={rows[kind]}
            // A stretch too short to be seen is shown nevertheless.
            width={Math.max((toAt - fromAt) * scale, 2)}
            height="14"
          />
        ))}
      </svg>
      <div className="timeline-ends" aria-hidden>
        <small>{showMoment(span.fromAt, code)}</small>
        <small>{showMoment(span.toAt, code)}</small>
      </div>
    </div>
  )
}
