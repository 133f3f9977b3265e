/** Cost and use over time on the page of a share; nothing of it is asked for before it is opened. */
import { lazy, Suspense } from 'react'
import { useText } from '../../language/language.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'

const UsageView = lazy(() => import('./usage-view.tsx'))

export function UsageSection({ regionId, shareId }: { readonly regionId: string; readonly shareId: string }) {
  const { usage } = useText()
  const { params, set } = useAddress()
  const open = params.get('usage') === 'true'
  return (
    <details
      className="facts"
      open={open}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open !== open) set({ usage: currentTarget.open ? 'true' : '' })
      }}
    >
      <summary>{usage.title}</summary>
      {open && (
        <Suspense fallback={<Loading />}>
          <UsageView regionId={regionId} shareId={shareId} />
        </Suspense>
      )}
    </details>
  )
}
