/** The access keys of a user. A secret is shown once, when its key is made, and kept nowhere else in the page. */
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { showInstant } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { useCall } from '../../shell/use-call.ts'
import type { Keys, MadeKey } from './answers.ts'
import { generatedPath } from './generated-question.ts'
import { LastUse } from './last-use.tsx'
import { MadeKeyOnce } from './made-key-once.tsx'

const mostKeys = 2

export function UserKeys({ name }: { readonly name: string }) {
  const { text, code } = useLanguage()
  const { access } = text
  const owner = { UserName: name }
  const { data, error, refetch } = useCall<Keys>('ListAccessKeys', owner)
  const [made, setMade] = useState<MadeKey['AccessKey']>()
  const change = useChange<MadeKey>()
  const make = async () => {
    const { body } = await change.mutateAsync({ operation: 'CreateAccessKey', input: owner })
    setMade(body.AccessKey)
    // From here on the secret is in what is shown, and goes with it.
    change.reset()
  }
  const keys = data?.body.AccessKeys.AccessKey ?? []
  const isFull = keys.length >= mostKeys
  return (
    <section className="lane" aria-labelledby="keys">
      <div className="heading">
        <h2 id="keys">{access.keys}</h2>
        <div className="heading-end">
          <CodeButton operation="CreateAccessKey" input={owner} />
        </div>
      </div>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data !== undefined && keys.length === 0 && <p>{access.noKeys}</p>}
      <ul className="access-rows">
        {keys.map(({ AccessKeyId, Status, CreateDate }) => {
          const isActive = Status === 'Active'
          return (
            <li key={AccessKeyId}>
              <span>
                <code>{AccessKeyId}</code>{' '}
                <Tag color={isActive ? 'success' : 'default'}>{isActive ? access.active : access.inactive}</Tag>
                <small>
                  {showInstant(CreateDate, code)} · <LastUse user={name} accessKeyId={AccessKeyId} />
                </small>
              </span>
              <span className="tags">
                <Link to={generatedPath('key', AccessKeyId)}>{text.generated.link}</Link>
                <ChangeButton
                  operation="UpdateAccessKey"
                  input={{ ...owner, UserAccessKeyId: AccessKeyId, Status: isActive ? 'Inactive' : 'Active' }}
                  name={isActive ? access.deactivate(AccessKeyId) : access.activate(AccessKeyId)}
                  label={isActive ? access.deactivateShort : access.activateShort}
                  asks={isActive ? access.deactivateAsks(AccessKeyId) : access.activateAsks(AccessKeyId)}
                />
                <ChangeButton
                  operation="DeleteAccessKey"
                  input={{ ...owner, UserAccessKeyId: AccessKeyId }}
                  name={access.deleteOf(AccessKeyId)}
                  label={access.deleteShort}
                  asks={access.deleteKeyAsks(AccessKeyId)}
                  danger
                />
              </span>
            </li>
          )
        })}
      </ul>
      {made !== undefined && <MadeKeyOnce made={made} onKept={() => setMade(undefined)} />}
      <div className="form-buttons">
        <Button
          disabled={isFull || data === undefined}
          loading={change.isPending}
          aria-describedby={isFull ? 'keys-full' : undefined}
          onClick={() => void make().catch(() => {})}
        >
          {access.newKey}
        </Button>
        {isFull && (
          <span id="keys-full" className="small">
            {access.keysLimit}
          </span>
        )}
      </div>
      {change.error !== null && <Failure error={change.error} />}
    </section>
  )
}
