/** Who may use a share: adding users to it, and taking them out. */
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Tag } from 'antd'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { everyPage } from '../../api/every-page.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { client } from '../../services.ts'
import { Failure } from '../../shell/failure.tsx'
import { Outcome } from '../inventory/outcome.tsx'
import { useChange } from '../inventory/use-change.ts'
import { nameOfState } from '../share/computer-state.tsx'
import '../inventory/inventory.css'

const listing = 'DescribeUsersInGroup'
const shownAtMost = 50

interface Member {
  readonly EndUserId: string
  readonly DisplayName?: string
  readonly ConnectionStatus: 0 | 1
}

interface ShareUsersProps {
  readonly regionId: string
  readonly shareId: string
}

export function ShareUsers({ regionId, shareId }: ShareUsersProps) {
  const text = useText()
  const { shareUsers, inventory } = text
  const which = { RegionId: regionId, DesktopGroupId: shareId }
  const id = useId()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<string>()
  const [told, setTold] = useState('')
  const question = useRef<HTMLElement>(null)
  const change = useChange(listing)
  const { data, error } = useQuery({
    queryKey: [listing, which, 'all pages'],
    queryFn: ({ signal }) =>
      everyPage<Member>(client, { operation: listing, input: which, rows: 'EndUsers', pageSize: 100 }, signal),
    refetchInterval: 10_000,
  })
  useEffect(() => {
    if (asked !== undefined) question.current?.focus()
  }, [asked])
  const name = typed.trim()
  const found = (data ?? []).filter(({ EndUserId }) => EndUserId.includes(name))
  const run = async (operation: string, user: string, sentence: string) => {
    setTold('')
    if (!(await change.run(operation, { ...which, EndUserIds: [user] }))) return
    setTold(sentence)
    setTyped('')
    setAsked(undefined)
  }
  const add = (event: FormEvent) => {
    event.preventDefault()
    setAsked(undefined)
    void run('AddUserToDesktopGroup', name, shareUsers.added(name))
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
        <Button htmlType="submit" disabled={name === ''} loading={change.isRunning}>
          {shareUsers.add}
        </Button>
        <CodeButton operation="AddUserToDesktopGroup" input={{ ...which, EndUserIds: [name] }} />
      </form>
      <p role="status">{told}</p>
      <Outcome change={change} />
      {asked !== undefined && (
        <section className="ask" tabIndex={-1} ref={question} aria-label={shareUsers.remove(asked)}>
          <p>{shareUsers.asks(asked)}</p>
          <div className="form-buttons">
            <Button
              danger
              loading={change.isRunning}
              onClick={() => void run('RemoveUserFromDesktopGroup', asked, shareUsers.removed(asked))}
            >
              {shareUsers.confirm(asked)}
            </Button>
            <Button onClick={() => setAsked(undefined)}>{inventory.cancel}</Button>
            <CodeButton operation="RemoveUserFromDesktopGroup" input={{ ...which, EndUserIds: [asked] }} />
          </div>
        </section>
      )}
      {error !== null && <Failure error={error} />}
      {data !== undefined && found.length === 0 && <p>{shareUsers.none}</p>}
      <ul className="past-calls">
        {found.slice(0, shownAtMost).map(({ EndUserId, DisplayName, ConnectionStatus }) => (
          <li key={EndUserId}>
            <code>{EndUserId}</code>
            {DisplayName !== undefined && DisplayName !== EndUserId && <small>{DisplayName}</small>}
            {ConnectionStatus === 1 && <Tag color="success">{nameOfState('Connected', text)}</Tag>}
            <Button type="text" size="small" danger onClick={() => setAsked(EndUserId)}>
              {shareUsers.remove(EndUserId)}
            </Button>
          </li>
        ))}
      </ul>
      {found.length > shownAtMost && <p>{text.newShare.moreUsers(found.length - shownAtMost)}</p>}
    </details>
  )
}
