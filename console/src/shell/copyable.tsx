/** Text that can be copied. */

import { CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useText } from '../language/language.tsx'

/** Over plain HTTP browsers have no clipboard of their own; then the old way is gone. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text)
    return
  }
  const area = document.createElement('textarea')
  area.value = text
  area.setAttribute('aria-hidden', 'true')
  area.className = 'hidden'
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
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
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(text())
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  const name = copied ? app.copied : (label ?? app.copy)
  return (
    <>
      <Button
        size={label === undefined ? 'small' : 'middle'}
        type={label === undefined ? 'text' : 'default'}
        icon={<CopyOutlined aria-hidden />}
        aria-label={label === undefined ? `${name}${of === undefined ? '' : `: ${of}`}` : name}
        onClick={() => void copy().catch(() => {})}
      >
        {label === undefined ? undefined : name}
      </Button>
      <span className="hidden" role="status">
        {copied ? app.copied : ''}
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
