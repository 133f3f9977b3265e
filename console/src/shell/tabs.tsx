/**
 * Tabs as WAI-ARIA describes them: one stop for the tabulator, arrow keys within. Ant Design's put a button for what does not
 * fit among the tabs, which screen readers take for a tab; these go to a second line instead.
 */
import { type KeyboardEvent, type ReactNode, useId } from 'react'

export interface Tab {
  readonly key: string
  readonly label: string
  readonly content: () => ReactNode
}

interface TabsProps {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly chosen: string
  readonly onChoose: (key: string) => void
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }

export function Tabs({ label, tabs, chosen, onChoose }: TabsProps) {
  const id = useId()
  const at = Math.max(
    tabs.findIndex(({ key }) => key === chosen),
    0,
  )
  const tab = tabs[at]
  if (tab === undefined) return null
  const idOf = (key: string): string => `${id}${key}`

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    const to = step !== undefined ? tabs.at((at + step) % tabs.length) : { Home: tabs[0], End: tabs.at(-1) }[event.key]
    if (to === undefined) return
    event.preventDefault()
    onChoose(to.key)
    document.getElementById(idOf(to.key))?.focus()
  }

  return (
    <>
      <div role="tablist" aria-label={label} className="tabs" onKeyDown={onKeyDown}>
        {tabs.map(one => (
          <button
            key={one.key}
            type="button"
            role="tab"
            id={idOf(one.key)}
            aria-selected={one === tab}
            aria-controls={`${id}panel`}
            tabIndex={one === tab ? 0 : -1}
            onClick={() => onChoose(one.key)}
          >
            {one.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}panel`} aria-labelledby={idOf(tab.key)} className="tab-panel">
        {tab.content()}
      </div>
    </>
  )
}
