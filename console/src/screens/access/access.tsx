/** Access: who there is in the account, what they may do, and why. */
import { NavLink, useParams } from 'react-router'
import { useText } from '../../language/language.tsx'
import { Heading } from '../../shell/heading.tsx'
import { NotFound } from '../../shell/not-found.tsx'
import { useAddress } from '../../shell/use-address.ts'
import './access.css'
import { Explain } from './explain.tsx'
import { GroupPage, UserPage } from './identity-pages.tsx'
import { GroupList, PolicyList, RoleList, UserList } from './lists.tsx'
import { ModeBanner } from './mode-banner.tsx'
import { PolicyPage } from './policy-page.tsx'
import { RolePage } from './role-page.tsx'

const parts = ['users', 'groups', 'roles', 'policies', 'explain'] as const
type Part = (typeof parts)[number]

function Content({ part, name }: { readonly part: Part; readonly name: string | undefined }) {
  const { params } = useAddress()
  const type = params.get('type') === 'System' ? 'System' : 'Custom'
  switch (part) {
    case 'users':
      return name === undefined ? <UserList /> : <UserPage key={name} name={name} />
    case 'groups':
      return name === undefined ? <GroupList /> : <GroupPage key={name} name={name} />
    case 'roles':
      return name === undefined ? <RoleList /> : <RolePage key={name} name={name} />
    case 'policies':
      return name === undefined ? <PolicyList /> : <PolicyPage key={type + name} type={type} name={name} />
    case 'explain':
      return <Explain />
  }
}

export function Component() {
  const { access } = useText()
  const { part: given = 'users', name } = useParams()
  const part = parts.find(one => one === given)
  if (part === undefined) return <NotFound />
  return (
    <>
      <Heading title={name ?? `${access.title}: ${access[part]}`} />
      <nav aria-label={access.parts} className="tabs access-parts">
        {parts.map(one => (
          <NavLink key={one} to={`/access/${one}`} className={one === part ? 'active' : ''}>
            {access[one]}
          </NavLink>
        ))}
      </nav>
      <ModeBanner />
      <Content part={part} name={name} />
    </>
  )
}
