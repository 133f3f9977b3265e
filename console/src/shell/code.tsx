import { CopyButton } from './copyable.tsx'

interface CodeProps {
  readonly text: string
  /** What it is, for those who do not see where it stands. */
  readonly label: string
}

/** Text of several lines in a fixed face; scrolls by keyboard, too. */
export const Code = ({ text, label }: CodeProps) => (
  <div className="code">
    <div className="code-copy">
      <CopyButton text={() => text} of={label} />
    </div>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
    <section tabIndex={0} aria-label={label} className="code-text">
      <pre>{text}</pre>
    </section>
  </div>
)
