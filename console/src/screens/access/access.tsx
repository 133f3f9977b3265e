/** Access: who there is in the account, what they may do, and why. */
import { NavLink, useParams } from 'react-router'
import { useText } from '../../language/language.tsx'
import { Heading } from '../../shell/heading.tsx'
import { NotFound } from '../../shell/not-found.tsx'
import { useAddress } from '../../shell/use-address.ts'
import './access.css'
import { AccountTree } from './accounts/account-tree.tsx'
import { ControlPolicyList } from './accounts/control-policy-list.tsx'
import { ControlPolicyPage } from './accounts/control-policy-page.tsx'
import { TargetPage } from './accounts/target-page.tsx'
import { Explain } from './explain.tsx'
import { Generate } from './generate.tsx'
import { GroupPage, UserPage } from './identity-pages.tsx'
import { GroupList, PolicyList, RoleList, UserList } from './lists.tsx'
import { ModeBanner } from './mode-banner.tsx'
import { PolicyPage } from './policy-page.tsx'
import { RolePage } from './role-page.tsx'
import { SecurityPart } from './security-part.tsx'

const parts = [
  'users',
  'groups',
  'roles',
  'policies',
  'generate',
  'explain',
  'security',
  'accounts',
  'control-policies',
] as const
type Part = (typeof parts)[number]
/** Whose things stand in the address by an id that nobody remembers. */
const byId: ReadonlySet<Part> = new Set<Part>(['accounts', 'control-policies'])

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
    case 'generate':
      return <Generate />
    case 'explain':
      return <Explain />
    case 'security':
      return <SecurityPart />
    case 'accounts':
      return name === undefined ? <AccountTree /> : <TargetPage key={name} id={name} />
    case 'control-policies':
      return name === undefined ? <ControlPolicyList /> : <ControlPolicyPage key={name} id={name} />
  }
}

export function Component() {
  const { access, accounts } = useText()
  const titles = { ...access, accounts: accounts.accounts, 'control-policies': accounts.controlPolicies }
  const { part: given = 'users', name } = useParams()
  const part = parts.find(one => one === given)
  if (part === undefined) return <NotFound />
  return (
    <>
      <Heading
        title={
          name === undefined ? `${access.title}: ${titles[part]}` : byId.has(part) ? `${titles[part]}: ${name}` : name
        }
      />
      <nav aria-label={access.parts}>
        <ul className="tabs sections">
          {parts.map(one => (
            <li key={one}>
              <NavLink to={`/access/${one}`} className={one === part ? 'active' : ''}>
                {titles[one]}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <ModeBanner />
      <Content part={part} name={name} />
    </>
  )
}
