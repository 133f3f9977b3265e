/** Text that can be copied. */

import { CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useText } from '../language/language.tsx'

/** Over plain HTTP browsers have no clipboard of their own; then the old way is gone. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text)
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'hidden'
  // Beside what has the focus: a dialogue takes it back from whatever lies outside of it.
  ;(before?.closest('div') ?? document.body).append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  if (!isCopied) throw new Error('The browser has not copied it.')
}

interface CopyButtonProps {
  readonly text: () => string
  /** What the button says; by default only its sign. */
  readonly label?: string
  /** Of what it is, for those who do not see where it stands. */
  readonly of?: string
}

export function CopyButton({ text, label, of }: CopyButtonProps) {
  const { app } = useText()
  const [outcome, setOutcome] = useState<'copied' | 'notCopied'>()
  const copy = async () => {
    setOutcome(
      await copyText(text()).then(
        () => 'copied',
        () => 'notCopied',
      ),
    )
    setTimeout(() => setOutcome(undefined), 2000)
  }
  const told = outcome === undefined ? '' : app[outcome]
  const name = told || (label ?? app.copy)
  return (
    <>
      <Button
        size={label === undefined ? 'small' : 'middle'}
        type={label === undefined ? 'text' : 'default'}
        icon={<CopyOutlined aria-hidden />}
        aria-label={label === undefined ? `${name}${of === undefined ? '' : `: ${of}`}` : name}
        onClick={() => void copy()}
      >
        {label === undefined ? undefined : name}
      </Button>
      <span className="hidden" role="status">
        {told}
      </span>
    </>
  )
}

/** A short text in a fixed face, with a button that copies it. */
export const Copyable = ({ text }: { readonly text: string }) => (
  <span className="copyable">
    <code>{text}</code>
    <CopyButton text={() => text} of={text} />
  </span>
)
