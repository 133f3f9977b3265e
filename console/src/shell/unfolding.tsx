/** Details of which nothing is drawn before they are opened: for what is long, and is seldom looked at. */
import { type ReactNode, useState } from 'react'

interface UnfoldingProps {
  readonly summary: string
  readonly children: () => ReactNode
}

export function Unfolding({ summary, children }: UnfoldingProps) {
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{summary}</summary>
      {open && children()}
    </details>
  )
}
