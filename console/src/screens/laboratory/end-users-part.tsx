import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useId } from 'react'
import { Link } from 'react-router'
import { everyPage } from '../../api/every-page.ts'
import type { Input as CallInput } from '../../api/flatten.ts'
import { useChange } from '../../deeds/use-change.ts'
import { useTyped } from '../../forms/use-typed.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { client } from '../../services.ts'
import { Failure } from '../../shell/failure.tsx'
import { RegionChoice, regionIn } from '../../shell/region.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { useCall } from '../../shell/use-call.ts'
import type { SharesPage } from '../share/answers.ts'
import { DeedOutcome } from './deed-outcome.tsx'

interface ShareUser {
  readonly EndUserId: string
  readonly EndUserName?: string
  /** `1`: connected. */
  readonly ConnectionStatus?: string
}

interface ShareUsersPage {
  readonly EndUsers: readonly ShareUser[]
  readonly NextToken?: string
}

interface Done {
  readonly DesktopId: string
  readonly ConnectionStatus?: 'Connected' | 'Waiting'
}

const isConnected = ({ ConnectionStatus }: ShareUser): boolean => ConnectionStatus === '1'

interface ActionsProps {
  /** Undefined as long as no user is chosen. */
  readonly input: CallInput | undefined
  readonly user: ShareUser | undefined
}

/** What a client program does, done without one. */
function Actions({ input, user }: ActionsProps) {
  const { laboratory } = useText()
  const id = useId()
  // One for all of them: what came of the last deed is said, and of none before it.
  const deed = useChange<Done>()
  const name = user?.EndUserId ?? ''
  const act = (operation: string, more: CallInput = {}) => deed.mutate({ operation, input: { ...input, ...more } })
  const state =
    user === undefined
      ? laboratory.choosesFirst
      : isConnected(user)
        ? laboratory.isConnected(name)
        : laboratory.isNotConnected(name)
  const described = { 'aria-describedby': `${id}state` }
  const given = input ?? {}
  const say = ({ DesktopId, ConnectionStatus }: Done): string => {
    const { operation, input: done = {} } = deed.variables ?? {}
    if (operation === 'ConnectEndUser')
      return ConnectionStatus === 'Waiting'
        ? laboratory.waiting(name, DesktopId)
        : laboratory.done(laboratory.connect, name, DesktopId)
    if (operation === 'ReportEndUserActivity') return laboratory.done(laboratory.report, name, DesktopId)
    return laboratory.done(done.LogOff === true ? laboratory.logOff : laboratory.disconnect, name, DesktopId)
  }
  const isNobody = user === undefined || deed.isPending
  return (
    <>
      <p id={`${id}state`}>{state}</p>
      <div className="form-buttons">
        <Button type="primary" disabled={isNobody} {...described} onClick={() => act('ConnectEndUser')}>
          {laboratory.connect}
        </Button>
        {user !== undefined && <CodeButton operation="ConnectEndUser" input={given} />}
      </div>
      <div className="form-buttons">
        <Button disabled={isNobody || !isConnected(user)} {...described} onClick={() => act('ReportEndUserActivity')}>
          {laboratory.report}
        </Button>
        {user !== undefined && <CodeButton operation="ReportEndUserActivity" input={given} />}
      </div>
      <div className="form-buttons">
        <Button disabled={isNobody} {...described} onClick={() => act('DisconnectEndUser')}>
          {laboratory.disconnect}
        </Button>
        <Button disabled={isNobody} {...described} onClick={() => act('DisconnectEndUser', { LogOff: true })}>
          {laboratory.logOff}
        </Button>
        {user !== undefined && <CodeButton operation="DisconnectEndUser" input={given} />}
      </div>
      <DeedOutcome deed={deed} say={say} />
    </>
  )
}

interface UserTableProps {
  readonly users: readonly ShareUser[]
  readonly onChoose: (user: string) => void
}

function UserTable({ users, onChoose }: UserTableProps) {
  const { laboratory } = useText()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="scrolls" tabIndex={0} aria-label={laboratory.endUsers}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{laboratory.user}</th>
            <th scope="col">{laboratory.connectionState}</th>
          </tr>
        </thead>
        <tbody>
          {users.map(user => (
            <tr key={user.EndUserId}>
              <td>
                <button type="button" className="link" onClick={() => onChoose(user.EndUserId)}>
                  {user.EndUserId}
                </button>
              </td>
              <td>{isConnected(user) ? laboratory.connectedNow : laboratory.notConnectedNow}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function EndUsersPart() {
  const { laboratory } = useText()
  const address = useAddress()
  const { params, set } = address
  const id = useId()
  const region = regionIn(params)
  const share = params.get('share') ?? ''
  const shareQuery = params.get('q') ?? ''
  const userQuery = params.get('users') ?? ''
  const [shareTyped, typeShare] = useTyped(shareQuery)
  const [userTyped, typeUser] = useTyped(userQuery)
  const wantedShares = { RegionId: region, ...(shareQuery === '' ? {} : { DesktopGroupName: shareQuery }) }
  const shares = useQuery({
    queryKey: ['DescribeDesktopGroups', 'every page', wantedShares],
    queryFn: ({ signal }) =>
      everyPage<SharesPage['DesktopGroups'][number]>(
        client,
        { operation: 'DescribeDesktopGroups', input: wantedShares, rows: 'DesktopGroups', pageSize: 100 },
        signal,
      ),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  })
  const listed = {
    RegionId: region,
    DesktopGroupId: share,
    MaxResults: 100,
    ...(userQuery === '' ? {} : { Filter: userQuery }),
  }
  const found = useCall<ShareUsersPage>('DescribeUsersInGroup', listed, {
    every: 2000,
    enabled: share !== '',
    keepBefore: true,
  })
  const groups = shares.data ?? []
  const page = share === '' ? [] : (found.data?.body.EndUsers ?? [])
  // Of a share with more users than a page holds, the chosen one may stand on none that is shown.
  const chosen = params.get('user') ?? ''
  const isShown = page.some(({ EndUserId }) => EndUserId === chosen)
  const alone = useCall<ShareUsersPage>(
    'DescribeUsersInGroup',
    { RegionId: region, DesktopGroupId: share, MaxResults: 100, Filter: chosen },
    { every: 2000, enabled: share !== '' && chosen !== '' && found.data !== undefined && !isShown },
  )
  const beside = isShown ? [] : (alone.data?.body.EndUsers.filter(({ EndUserId }) => EndUserId === chosen) ?? [])
  const users = share === '' ? [] : [...page, ...beside]
  const user = users.find(({ EndUserId }) => EndUserId === chosen)
  const input = user === undefined ? undefined : { RegionId: region, DesktopGroupId: share, EndUserId: user.EndUserId }
  const isListed = share === '' || groups.some(({ DesktopGroupId }) => DesktopGroupId === share)
  return (
    <div className="lanes">
      <section className="lane" aria-label={laboratory.endUsers}>
        <p className="intro">{laboratory.endUsersHint}</p>
        <div className="filters">
          <RegionChoice address={address} resets={['share', 'user']} />
          <Input
            className="filter"
            allowClear
            aria-label={laboratory.shareFilter}
            placeholder={laboratory.shareFilter}
            value={shareTyped}
            onChange={({ target: { value } }) => {
              typeShare(value)
              set({ q: value })
            }}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}share`}>{laboratory.share}</label>
          <select
            id={`${id}share`}
            className="switch"
            value={share}
            onChange={({ target }) => {
              typeUser('')
              set({ share: target.value, user: '', users: '' })
            }}
          >
            <option value="">{laboratory.chooseShare}</option>
            {!isListed && <option value={share}>{share}</option>}
            {groups.map(({ DesktopGroupId, DesktopGroupName }) => (
              <option key={DesktopGroupId} value={DesktopGroupId}>
                {DesktopGroupName} ({DesktopGroupId})
              </option>
            ))}
          </select>
          {shares.data !== undefined && groups.length === 0 && <small>{laboratory.noShares}</small>}
        </div>
        {shares.error !== null && <Failure error={shares.error} onRetry={() => void shares.refetch()} />}
        {share !== '' && (
          <p className="form-buttons">
            <Link to={`/shares/${encodeURIComponent(region)}/${encodeURIComponent(share)}`}>{laboratory.toShare}</Link>
            <Link to={`/laboratory/events?DesktopGroupId=${encodeURIComponent(share)}`}>{laboratory.toEvents}</Link>
          </p>
        )}
        <div className="field">
          <label htmlFor={`${id}user`}>{laboratory.user}</label>
          <select
            id={`${id}user`}
            className="switch"
            value={user?.EndUserId ?? ''}
            onChange={({ target }) => set({ user: target.value })}
          >
            <option value="">{laboratory.chooseUser}</option>
            {users.map(({ EndUserId }) => (
              <option key={EndUserId} value={EndUserId}>
                {EndUserId}
              </option>
            ))}
          </select>
        </div>
        <Actions key={`${share} ${user?.EndUserId ?? ''}`} input={input} user={user} />
      </section>
      {share !== '' && (
        <section className="lane" aria-label={laboratory.connectionState}>
          <div className="filters">
            <Input
              className="filter"
              allowClear
              aria-label={laboratory.userFilter}
              placeholder={laboratory.userFilter}
              value={userTyped}
              onChange={({ target: { value } }) => {
                typeUser(value)
                set({ users: value })
              }}
            />
            <CodeButton operation="DescribeUsersInGroup" input={listed} />
          </div>
          {found.error !== null && <Failure error={found.error} onRetry={() => void found.refetch()} />}
          {found.data !== undefined && users.length === 0 && (
            <p>{userQuery === '' ? laboratory.noUsers : laboratory.noUserFound}</p>
          )}
          {users.length > 0 && <UserTable users={users} onChoose={one => set({ user: one })} />}
          {found.data?.body.NextToken !== undefined && <p className="small">{laboratory.moreUsers}</p>}
        </section>
      )}
    </div>
  )
}
