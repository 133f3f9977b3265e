/** "Copy as SDK / CLI call": what this screen asks the server, as a program in every language. */
import { CodeOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { Input } from '../api/flatten.ts'
import { useText } from '../language/language.tsx'

const SampleDrawer = lazy(() => import('./sample-drawer.tsx'))

interface CodeButtonProps {
  readonly operation: string
  readonly input: Input
}

export function CodeButton({ operation, input }: CodeButtonProps) {
  const { samples } = useText()
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const show = () => {
    setWanted(true)
    setOpen(true)
  }
  return (
    <>
      <Button icon={<CodeOutlined aria-hidden />} onClick={show} aria-label={samples.openFor(operation)}>
        {samples.open}
      </Button>
      {wanted && (
        <Suspense>
          <SampleDrawer operation={operation} input={input} open={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
