/** The inventory: one list for every kind of thing, and the way from one to the other. */
import { Navigate, NavLink, useParams } from 'react-router'
import { useText } from '../../language/language.tsx'
import { Heading } from '../../shell/heading.tsx'
import { regionIn } from '../../shell/region.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { KindList } from './kind-list.tsx'
import { kinds } from './kinds.ts'
import './inventory.css'

export function Component() {
  const { inventory } = useText()
  const { kind: path } = useParams()
  const { params } = useAddress()
  const region = regionIn(params)
  const [first] = kinds
  if (path === undefined && first !== undefined) return <Navigate to={`/inventory/${first.path}`} replace />
  const kind = kinds.find(one => one.path === path)
  return (
    <>
      <nav aria-label={inventory.title}>
        <ul className="tabs sections">
          {kinds.map(one => (
            <li key={one.path}>
              <NavLink to={`/inventory/${one.path}?region=${encodeURIComponent(region)}`}>
                {inventory.kinds[one.title]}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      {kind === undefined ? (
        <>
          <Heading title={inventory.title} />
          <p>{inventory.unknownKind(path ?? '')}</p>
        </>
      ) : (
        <KindList key={kind.path} kind={kind} />
      )}
    </>
  )
}
