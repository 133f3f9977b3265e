/** The explorer: every operation as a form that can be run. */
import { useEffect, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import type { Pair } from '../../api/flatten.ts'
import { useText } from '../../language/language.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Heading } from '../../shell/heading.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCatalogue } from '../../shell/use-operation.ts'
import type { PastCall } from './history.ts'
import { pairsIn, pathOf } from './link.ts'
import { OperationList } from './operation-list.tsx'
import { OperationPage } from './operation-page.tsx'

interface Restored {
  readonly id: number
  readonly operation: string
  readonly pairs: readonly Pair[]
}

export function Component() {
  const { explorer } = useText()
  const { operation } = useParams()
  const { catalogue, error } = useCatalogue()
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const [restored, setRestored] = useState<Restored>()
  // Whoever goes elsewhere and comes back finds what the address says then, and not what was restored before.
  useEffect(() => setRestored(before => (before?.operation === operation ? before : undefined)), [operation])
  if (catalogue === undefined) {
    return (
      <>
        <Heading title={explorer.title} />
        {error === undefined ? <Loading /> : <Failure error={error} />}
      </>
    )
  }
  const view = operation === undefined ? undefined : catalogue.find(operation)
  const restore = (call: PastCall) => {
    setRestored({ id: (restored?.id ?? 0) + 1, operation: call.operation, pairs: call.pairs })
    if (call.operation !== operation) void navigate(pathOf({ product: call.product, name: call.operation }))
  }
  const own = restored?.operation === view?.name ? restored : undefined
  return (
    <div className="explorer">
      <OperationList operations={catalogue.operations} />
      <div>
        <Heading title={view?.name ?? (operation === undefined ? explorer.title : explorer.unknownTitle)} />
        {view !== undefined ? (
          <OperationPage
            key={`${view.name} ${own?.id ?? ''}`}
            view={view}
            pairs={own?.pairs ?? pairsIn(params)}
            onRestore={restore}
          />
        ) : (
          <p>{operation === undefined ? explorer.choose : explorer.unknown(operation)}</p>
        )}
      </div>
    </div>
  )
}
