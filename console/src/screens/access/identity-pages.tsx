/** One user, one group: who it is, what it may do, and how it is deleted. */
import { Link, useNavigate } from 'react-router'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { showInstant } from '../../formats/times.ts'
import { useLanguage, useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'
import type { GroupRow, UserRow } from './answers.ts'
import { AttachedPolicies } from './attached-policies.tsx'
import { generatedPath } from './generated-question.ts'
import { LoginProfile } from './login-profile.tsx'
import { GroupsOfUser, MembersOfGroup } from './memberships.tsx'
import { UserKeys } from './user-keys.tsx'

interface DeleteRowProps {
  readonly operation: string
  readonly input: Readonly<Record<string, string>>
  readonly name: string
  readonly back: string
}

/** Leads back to the list first: what is deleted is not to be asked for again. */
export function DeleteRow({ operation, input, name, back }: DeleteRowProps) {
  const { access } = useText()
  const navigate = useNavigate()
  return (
    <ChangeButton
      operation={operation}
      input={input}
      name={access.deleteOf(name)}
      asks={access.deleteAsks(name)}
      danger
      then={() => navigate(back, { flushSync: true })}
    />
  )
}

/** Stays while it cannot be read again: a secret may stand in it, which is shown once. */
export function UserPage({ name }: { readonly name: string }) {
  const { text, code } = useLanguage()
  const { access } = text
  const input = { UserName: name }
  const { data, error, refetch } = useCall<{ readonly User: UserRow }>('GetUser', input)
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} onRetry={() => void refetch()} />
  const { UserId, DisplayName, Comments, CreateDate } = data.body.User
  return (
    <div className="lanes">
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      <div className="facts">
        <dl>
          <div>
            <dt>{access.displayName}</dt>
            <dd>{DisplayName || text.app.none}</dd>
          </div>
          <div>
            <dt>{access.id}</dt>
            <dd>
              <code>{UserId}</code>
            </dd>
          </div>
          <div>
            <dt>{access.created}</dt>
            <dd>{showInstant(CreateDate, code)}</dd>
          </div>
          {Comments !== undefined && Comments !== '' && (
            <div>
              <dt>{access.description}</dt>
              <dd>{Comments}</dd>
            </div>
          )}
        </dl>
        <div className="form-buttons">
          <CodeButton operation="GetUser" input={input} />
          <Link to={generatedPath('user', name)}>{text.generated.link}</Link>
          <DeleteRow operation="DeleteUser" input={input} name={name} back="/access/users" />
        </div>
      </div>
      <AttachedPolicies side="User" name={name} />
      <UserKeys name={name} />
      <LoginProfile name={name} />
      <GroupsOfUser name={name} />
    </div>
  )
}

export function GroupPage({ name }: { readonly name: string }) {
  const { text } = useLanguage()
  const input = { GroupName: name }
  const { data, error, refetch } = useCall<{ readonly Group: GroupRow }>('GetGroup', input)
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} onRetry={() => void refetch()} />
  return (
    <div className="lanes">
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      <div className="facts">
        <p>{data.body.Group.Comments || text.app.none}</p>
        <div className="form-buttons">
          <CodeButton operation="GetGroup" input={input} />
          <DeleteRow operation="DeleteGroup" input={input} name={name} back="/access/groups" />
        </div>
      </div>
      <AttachedPolicies side="Group" name={name} />
      <MembersOfGroup name={name} />
    </div>
  )
}
