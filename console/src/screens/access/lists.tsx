/** The lists of Access: users, groups, roles and policies. */
import { Tag } from 'antd'
import { showInstant } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { useCall } from '../../shell/use-call.ts'
import {
  type Groups,
  groupPath,
  type Policies,
  policyPath,
  type Roles,
  rolePath,
  type Users,
  userPath,
} from './answers.ts'
import { NameList, NewThing } from './name-list.tsx'
import { NewPolicy } from './new-policy.tsx'
import { NewRole } from './role-page.tsx'

/** As many as RAM gives at once. */
const all = { MaxItems: 1000 }
const allGroups = { MaxItems: 100 }

export function UserList() {
  const { text, code } = useLanguage()
  const { access } = text
  const { data, error, refetch } = useCall<Users>('ListUsers', all)
  return (
    <>
      <NewThing
        title={access.newUser}
        operation="CreateUser"
        fields={[
          ['UserName', access.name],
          ['DisplayName', access.displayName],
        ]}
        to={userPath}
      />
      <NameList
        label={access.users}
        columns={[access.name, access.displayName, access.created]}
        rows={data?.body.Users.User.map(({ UserName, DisplayName, CreateDate }) => ({
          name: UserName,
          to: userPath(UserName),
          cells: [DisplayName || text.app.none, showInstant(CreateDate, code)],
        }))}
        error={error}
        onRetry={() => void refetch()}
        isTruncated={data?.body.IsTruncated === true}
        empty={access.noUsers}
      />
      <CodeButton operation="ListUsers" input={all} />
    </>
  )
}

export function GroupList() {
  const { text, code } = useLanguage()
  const { access } = text
  const { data, error, refetch } = useCall<Groups>('ListGroups', allGroups)
  return (
    <>
      <NewThing
        title={access.newGroup}
        operation="CreateGroup"
        fields={[
          ['GroupName', access.name],
          ['Comments', access.description],
        ]}
        to={groupPath}
      />
      <NameList
        label={access.groups}
        columns={[access.name, access.description, access.created]}
        rows={data?.body.Groups.Group.map(({ GroupName, Comments, CreateDate = '' }) => ({
          name: GroupName,
          to: groupPath(GroupName),
          cells: [Comments || text.app.none, showInstant(CreateDate, code)],
        }))}
        error={error}
        onRetry={() => void refetch()}
        isTruncated={data?.body.IsTruncated === true}
        empty={access.noGroups}
      />
      <CodeButton operation="ListGroups" input={allGroups} />
    </>
  )
}

export function RoleList() {
  const { text, code } = useLanguage()
  const { access } = text
  const { data, error, refetch } = useCall<Roles>('ListRoles', all)
  return (
    <>
      <NewRole />
      <NameList
        label={access.roles}
        columns={[access.name, access.description, access.created]}
        rows={data?.body.Roles.Role.map(({ RoleName, Description, CreateDate }) => ({
          name: RoleName,
          to: rolePath(RoleName),
          cells: [Description || text.app.none, showInstant(CreateDate, code)],
        }))}
        error={error}
        onRetry={() => void refetch()}
        isTruncated={data?.body.IsTruncated === true}
        empty={access.noRoles}
      />
      <CodeButton operation="ListRoles" input={all} />
    </>
  )
}

export function PolicyList() {
  const { text, code } = useLanguage()
  const { access } = text
  const { params, set } = useAddress()
  const type = params.get('type') === 'System' ? 'System' : 'Custom'
  const input = { PolicyType: type, ...all }
  const { data, error, refetch } = useCall<Policies>('ListPolicies', input)
  return (
    <>
      <NewPolicy />
      <div className="filters">
        <label>
          {access.policyType}{' '}
          <select className="switch" value={type} onChange={({ target }) => set({ type: target.value })}>
            <option value="Custom">{access.custom}</option>
            <option value="System">{access.system}</option>
          </select>
        </label>
        <CodeButton operation="ListPolicies" input={input} />
      </div>
      <NameList
        label={access.policies}
        columns={[
          access.name,
          access.policyType,
          access.description,
          access.version,
          access.attachments,
          access.changed,
        ]}
        rows={data?.body.Policies.Policy.map(row => ({
          name: row.PolicyName,
          to: policyPath(row.PolicyType, row.PolicyName),
          cells: [
            <Tag key="type">{row.PolicyType === 'System' ? access.system : access.custom}</Tag>,
            row.Description || text.app.none,
            row.DefaultVersion,
            row.AttachmentCount ?? text.app.none,
            showInstant(row.UpdateDate ?? '', code),
          ],
        }))}
        error={error}
        onRetry={() => void refetch()}
        isTruncated={data?.body.IsTruncated === true}
        empty={access.noPolicies}
      />
    </>
  )
}
