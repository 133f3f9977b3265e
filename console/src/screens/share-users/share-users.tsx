/** Who may use a share: adding users to it, and taking them out. */
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Tag } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { everyPage } from '../../api/every-page.ts'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { Outcome } from '../../deeds/outcome.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { client } from '../../services.ts'
import { Failure } from '../../shell/failure.tsx'
import { nameOfState } from '../computers/computer-state.tsx'

const listing = 'DescribeUsersInGroup'
const shownAtMost = 50

interface Member {
  readonly EndUserId: string
  readonly DisplayName?: string
  readonly ConnectionStatus: '0' | '1'
}

interface ShareUsersProps {
  readonly regionId: string
  readonly shareId: string
}

export function ShareUsers({ regionId, shareId }: ShareUsersProps) {
  const text = useText()
  const { shareUsers } = text
  const which = { RegionId: regionId, DesktopGroupId: shareId }
  const id = useId()
  const [typed, setTyped] = useState('')
  const [told, setTold] = useState('')
  const { data, error } = useQuery({
    queryKey: [listing, which, 'all pages'],
    queryFn: ({ signal }) =>
      everyPage<Member>(client, { operation: listing, input: which, rows: 'EndUsers', pageSize: 100 }, signal),
    refetchInterval: 10_000,
  })
  const name = typed.trim()
  const found = (data ?? []).filter(({ EndUserId }) => EndUserId.includes(name))
  const change = useChange()
  const add = (event: FormEvent) => {
    event.preventDefault()
    setTold('')
    change.mutate(
      { operation: 'AddUserToDesktopGroup', input: { ...which, EndUserIds: [name] } },
      {
        onSuccess: () => {
          setTold(shareUsers.added(name))
          // Somebody else may have been typed meanwhile.
          setTyped(now => (now.trim() === name ? '' : now))
        },
      },
    )
  }
  return (
    <details className="facts">
      <summary>{data === undefined ? shareUsers.title : shareUsers.titleWith(data.length)}</summary>
      <form className="filters" onSubmit={add}>
        <label htmlFor={id}>{shareUsers.userId}</label>
        <span>
          <Input
            id={id}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
          />
        </span>
        <Button htmlType="submit" disabled={name === ''} loading={change.isPending}>
          {shareUsers.add}
        </Button>
        <CodeButton operation="AddUserToDesktopGroup" input={{ ...which, EndUserIds: [name] }} />
      </form>
      <p role="status">{told}</p>
      <Outcome error={change.error} />
      {error !== null && <Failure error={error} />}
      {data !== undefined && found.length === 0 && <p>{shareUsers.none}</p>}
      <ul className="past-calls">
        {found.slice(0, shownAtMost).map(({ EndUserId, DisplayName, ConnectionStatus }) => (
          <li key={EndUserId}>
            <code>{EndUserId}</code>
            {DisplayName !== undefined && DisplayName !== EndUserId && <small>{DisplayName}</small>}
            {ConnectionStatus === '1' && <Tag color="success">{nameOfState('Connected', text)}</Tag>}
            <ChangeButton
              operation="RemoveUserFromDesktopGroup"
              input={{ ...which, EndUserIds: [EndUserId] }}
              name={shareUsers.remove(EndUserId)}
              asks={shareUsers.asks(EndUserId)}
              danger
              then={() => setTold(shareUsers.removed(EndUserId))}
            />
          </li>
        ))}
      </ul>
      {found.length > shownAtMost && <p>{text.newShare.moreUsers(found.length - shownAtMost)}</p>}
    </details>
  )
}
