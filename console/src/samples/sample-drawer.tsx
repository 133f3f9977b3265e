import { Drawer } from 'antd'
import type { Input } from '../api/flatten.ts'
import { useText } from '../language/language.tsx'
import { Failure } from '../shell/failure.tsx'
import { Loading } from '../shell/loading.tsx'
import { useOperation } from '../shell/use-operation.ts'
import { SampleTabs } from './sample-tabs.tsx'

interface SampleDrawerProps {
  readonly operation: string
  readonly input: Input
  readonly open: boolean
  readonly onClose: () => void
}

export default function SampleDrawer({ operation, input, open, onClose }: SampleDrawerProps) {
  const { app, samples } = useText()
  const { view, error } = useOperation(operation)
  return (
    <Drawer
      title={samples.title(operation)}
      open={open}
      onClose={onClose}
      size="min(760px, 100vw)"
      closable={{ 'aria-label': app.close }}
    >
      {error !== undefined ? (
        <Failure error={error} />
      ) : view === undefined ? (
        <Loading />
      ) : (
        <SampleTabs view={view} input={input} />
      )}
    </Drawer>
  )
}
