/** Who is in which group, seen from the user or from the group. */
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import type { Input } from '../../api/flatten.ts'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { useCall } from '../../shell/use-call.ts'
import { type Groups, groupPath, type Users, userPath } from './answers.ts'

interface MembershipsProps {
  readonly title: string
  readonly none: string
  readonly addLabel: string
  /** The operation that lists what is shown, and with what. */
  readonly operation: string
  readonly input: Input
  readonly error: Error | null
  /** Names that are shown; undefined while they are read. */
  readonly names: readonly string[] | undefined
  readonly others: readonly string[]
  readonly pathOf: (name: string) => string
  readonly pairOf: (name: string) => { readonly UserName: string; readonly GroupName: string }
}

function Memberships({ title, none, addLabel, names, others, pathOf, pairOf, ...list }: MembershipsProps) {
  const { access, app } = useText()
  const [chosen, setChosen] = useState('')
  const change = useChange(() => setChosen(''))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen !== '') change.mutate({ operation: 'AddUserToGroup', input: pairOf(chosen) })
  }
  return (
    <section className="lane" aria-labelledby="memberships">
      <div className="heading">
        <h2 id="memberships">{title}</h2>
        <div className="heading-end">
          <CodeButton operation={list.operation} input={list.input} />
        </div>
      </div>
      {list.error !== null && <Failure error={list.error} />}
      {names?.length === 0 && <p>{none}</p>}
      <ul className="access-rows">
        {names?.map(name => {
          const { UserName, GroupName } = pairOf(name)
          return (
            <li key={name}>
              <Link to={pathOf(name)}>{name}</Link>
              <ChangeButton
                operation="RemoveUserFromGroup"
                input={{ UserName, GroupName }}
                name={access.leaveOf(UserName, GroupName)}
                label={access.remove}
                asks={access.leaveAsks(UserName, GroupName)}
                danger
              />
            </li>
          )
        })}
      </ul>
      <form className="access-add" onSubmit={submit}>
        <label>
          {addLabel}{' '}
          <select className="switch" value={chosen} onChange={({ target }) => setChosen(target.value)}>
            <option value="">{app.none}</option>
            {others
              .filter(name => names?.includes(name) !== true)
              .map(name => (
                <option key={name}>{name}</option>
              ))}
          </select>
        </label>
        <Button htmlType="submit" disabled={chosen === ''} loading={change.isPending}>
          {access.add}
        </Button>
        <CodeButton operation="AddUserToGroup" input={pairOf(chosen)} />
        {change.error !== null && <Failure error={change.error} />}
      </form>
    </section>
  )
}

export function GroupsOfUser({ name }: { readonly name: string }) {
  const { access } = useText()
  const input = { UserName: name }
  const { data, error } = useCall<Groups>('ListGroupsForUser', input)
  const all = useCall<Groups>('ListGroups', { MaxItems: 100 })
  return (
    <Memberships
      title={access.inGroups}
      none={access.inNoGroups}
      addLabel={access.addToGroup}
      operation="ListGroupsForUser"
      input={input}
      error={error ?? all.error}
      names={data?.body.Groups.Group.map(({ GroupName }) => GroupName)}
      others={all.data?.body.Groups.Group.map(({ GroupName }) => GroupName) ?? []}
      pathOf={groupPath}
      pairOf={GroupName => ({ UserName: name, GroupName })}
    />
  )
}

export function MembersOfGroup({ name }: { readonly name: string }) {
  const { access } = useText()
  const input = { GroupName: name, MaxItems: 1000 }
  const { data, error } = useCall<Users>('ListUsersForGroup', input)
  const all = useCall<Users>('ListUsers', { MaxItems: 1000 })
  return (
    <Memberships
      title={access.members}
      none={access.noMembers}
      addLabel={access.addMember}
      operation="ListUsersForGroup"
      input={input}
      error={error ?? all.error}
      names={data?.body.Users.User.map(({ UserName }) => UserName)}
      others={all.data?.body.Users.User.map(({ UserName }) => UserName) ?? []}
      pathOf={userPath}
      pairOf={UserName => ({ UserName, GroupName: name })}
    />
  )
}
