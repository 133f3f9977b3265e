/** The reference: a page for every operation, made from the catalogue alone. */
import { useParams } from 'react-router'
import type { OperationView } from '../../api/catalogue.ts'
import { useText } from '../../language/language.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Heading } from '../../shell/heading.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCatalogue } from '../../shell/use-operation.ts'
import { OperationList } from '../explorer/operation-list.tsx'
import { ReferencePage } from './reference-page.tsx'
import './reference.css'

const pathOf = ({ product, name }: Pick<OperationView, 'product' | 'name'>): string => `/reference/${product}/${name}`

/** The whole of it, for other programs. */
function Downloads() {
  const { reference } = useText()
  return (
    <>
      <h2>{reference.downloads}</h2>
      <ul>
        <li>
          <a href="/catalogue/openapi.json" download="deskfleet-openapi.json">
            {reference.openApi}
          </a>
        </li>
        <li>
          <a href="/catalogue/postman.json" download="deskfleet-postman.json">
            {reference.postman}
          </a>
        </li>
      </ul>
    </>
  )
}

export function Component() {
  const { reference, explorer } = useText()
  const { operation } = useParams()
  const { catalogue, error } = useCatalogue()
  if (catalogue === undefined) {
    return (
      <>
        <Heading title={reference.title} />
        {error === undefined ? <Loading /> : <Failure error={error} />}
      </>
    )
  }
  const view = operation === undefined ? undefined : catalogue.find(operation)
  return (
    <div className="explorer">
      <OperationList operations={catalogue.operations} pathOf={pathOf} />
      <div>
        <Heading title={view?.name ?? (operation === undefined ? reference.title : explorer.unknownTitle)} />
        {view !== undefined ? (
          <ReferencePage view={view} />
        ) : operation === undefined ? (
          <>
            <p>{reference.choose}</p>
            <Downloads />
          </>
        ) : (
          <p>{explorer.unknown(operation)}</p>
        )}
      </div>
    </div>
  )
}
