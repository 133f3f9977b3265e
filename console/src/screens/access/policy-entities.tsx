/** To whom a policy is attached. */
import { Link } from 'react-router'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { type Entities, groupPath, type PolicyType, rolePath, type Side, userPath } from './answers.ts'

interface PolicyEntitiesProps {
  readonly type: PolicyType
  readonly name: string
  readonly entities: Entities | undefined
  readonly error: Error | null
}

interface Owner {
  readonly side: Side
  readonly name: string
}

const pathOf = { User: userPath, Group: groupPath, Role: rolePath }

const ownersIn = ({ Users, Groups, Roles }: Entities): Owner[] => [
  ...Users.User.map(({ UserName }): Owner => ({ side: 'User', name: UserName })),
  ...Groups.Group.map(({ GroupName }): Owner => ({ side: 'Group', name: GroupName })),
  ...Roles.Role.map(({ RoleName }): Owner => ({ side: 'Role', name: RoleName })),
]

export function PolicyEntities({ type, name, entities, error }: PolicyEntitiesProps) {
  const { access } = useText()
  const owners = entities === undefined ? [] : ownersIn(entities)
  const policy = { PolicyType: type, PolicyName: name }
  return (
    <section className="lane" aria-labelledby="entities">
      <div className="heading">
        <h2 id="entities">{access.attachments}</h2>
        <div className="heading-end">
          <CodeButton operation="ListEntitiesForPolicy" input={policy} />
        </div>
      </div>
      {error !== null && <Failure error={error} />}
      {entities !== undefined && owners.length === 0 && <p>{access.attachedToNobody}</p>}
      <ul className="access-rows">
        {owners.map(owner => (
          <li key={owner.side + owner.name}>
            <span>
              <Link to={pathOf[owner.side](owner.name)}>{owner.name}</Link> <small>{access[`kind${owner.side}`]}</small>
            </span>
            <ChangeButton
              operation={`DetachPolicyFrom${owner.side}`}
              input={{ ...policy, [`${owner.side}Name`]: owner.name }}
              name={access.detachOf(name, owner.name)}
              label={access.detach}
              asks={access.detachAsks(name, owner.name)}
              danger
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
