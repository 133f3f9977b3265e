/** The heading of a page, which is also the title of the window. */
import { type ReactNode, useEffect, useRef } from 'react'
import { useText } from '../language/language.tsx'

/** Whether the page was changed by now: where one began, the focus is the browser's affair. */
let hasMoved = false

/** After a change of page the focus goes to its heading, so that a screen reader tells where one is. */
export function focusHeading(): void {
  hasMoved = true
  const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
  heading?.focus({ preventScroll: true })
}

interface HeadingProps {
  readonly title: string
  /** What stands beside it: buttons. */
  readonly children?: ReactNode
}

export function Heading({ title, children }: HeadingProps) {
  const { app } = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${app.title}`
  }, [title, app.title])
  // What was loading had a heading of its own, which took the focus away with it.
  useEffect(() => {
    if (hasMoved && document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className="heading">
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {children !== undefined && <div className="heading-end">{children}</div>}
    </div>
  )
}
