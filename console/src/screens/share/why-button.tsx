/** Opens the explanation of the pay-as-you-go total; whether it is open stands in the address. */
import { Button } from 'antd'
import { lazy, Suspense } from 'react'
import { useText } from '../../language/language.tsx'
import { useAddress } from '../../shell/use-address.ts'

const BillDrawer = lazy(() => import('../bill/bill-drawer.tsx'))

export function WhyButton({ regionId, shareId }: { readonly regionId: string; readonly shareId: string }) {
  const { bill } = useText()
  const { params, set } = useAddress()
  const open = params.get('why') === 'true'
  return (
    <>
      <Button aria-label={bill.whyOf} onClick={() => set({ why: 'true' }, 'push')}>
        {bill.why}
      </Button>
      {open && (
        <Suspense>
          <BillDrawer regionId={regionId} shareId={shareId} open onClose={() => set({ why: '', order: '' })} />
        </Suspense>
      )}
    </>
  )
}
