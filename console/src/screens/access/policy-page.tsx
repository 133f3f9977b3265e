/** A policy: its document in an editor, its versions, and to whom it is attached. */
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { SubmitForm } from '../../deeds/submit-form.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { laidOut } from '../../formats/laid-out.ts'
import { showInstant } from '../../formats/times.ts'
import { useLanguage, useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { useCall } from '../../shell/use-call.ts'
import type { Entities, PolicyFound, PolicyType, VersionRow, Versions } from './answers.ts'
import { DocumentEditor } from './document-editor.tsx'
import { malformedJson } from './document-faults.ts'
import { DeleteRow } from './identity-pages.tsx'
import { PolicyEntities } from './policy-entities.tsx'

interface PolicyPageProps {
  readonly type: PolicyType
  readonly name: string
}

export function PolicyPage({ type, name }: PolicyPageProps) {
  const { access } = useText()
  const { params } = useAddress()
  const input = { PolicyType: type, PolicyName: name }
  const { data, error, refetch } = useCall<PolicyFound>('GetPolicy', input)
  const versions = useCall<Versions>('ListPolicyVersions', input)
  const entities = useCall<Entities>('ListEntitiesForPolicy', input)
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} onRetry={() => void refetch()} />
  const rows = versions.data?.body.PolicyVersions.PolicyVersion
  const wanted = params.get('version')
  const shown = rows?.find(({ VersionId }) => VersionId === wanted) ?? data.body.DefaultPolicyVersion
  return (
    <div className="lanes">
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      <section className="lane" aria-labelledby="document">
        <div className="heading">
          <h2 id="document">
            {access.document} · {shown.VersionId}
          </h2>
          <div className="heading-end">
            <CodeButton operation="GetPolicy" input={input} />
            {type === 'Custom' && (
              <DeleteRow
                operation="DeletePolicy"
                input={{ PolicyName: name, CascadingDelete: 'true' }}
                name={name}
                back="/access/policies"
              />
            )}
          </div>
        </div>
        {data.body.Policy.Description && <p>{data.body.Policy.Description}</p>}
        <VersionEditor key={shown.VersionId} type={type} name={name} version={shown} />
      </section>
      <section className="lane" aria-labelledby="versions">
        <div className="heading">
          <h2 id="versions">{access.versions}</h2>
          <div className="heading-end">
            <CodeButton operation="ListPolicyVersions" input={input} />
          </div>
        </div>
        {versions.error !== null && <Failure error={versions.error} />}
        <VersionList type={type} name={name} versions={rows ?? []} shown={shown.VersionId} />
      </section>
      <PolicyEntities type={type} name={name} entities={entities.data?.body} error={entities.error} />
    </div>
  )
}

interface VersionEditorProps extends PolicyPageProps {
  readonly version: VersionRow
}

function VersionEditor({ type, name, version }: VersionEditorProps) {
  const { access } = useText()
  const { set } = useAddress()
  const before = laidOut(version.PolicyDocument)
  const [document, setDocument] = useState(before)
  const [atOnce, setAtOnce] = useState(true)
  const [rotates, setRotates] = useState(true)
  const change = useChange<{ readonly PolicyVersion: VersionRow }>(({ PolicyVersion }) =>
    set({ version: PolicyVersion.VersionId }, 'push'),
  )
  if (type === 'System')
    return (
      <>
        <p className="small">{access.readOnly}</p>
        <DocumentEditor label={access.document} value={before} isReadOnly />
      </>
    )
  const input = {
    PolicyName: name,
    PolicyDocument: document,
    SetAsDefault: atOnce,
    ...(rotates ? { RotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded' } : {}),
  }
  const reason =
    document === before ? access.unchanged : malformedJson(document) === undefined ? undefined : access.faulty
  return (
    <SubmitForm label={access.save} change={change} reason={reason} operation="CreatePolicyVersion" input={input}>
      <DocumentEditor
        label={access.document}
        value={document}
        saving={{ change, parameter: 'PolicyDocument' }}
        onChange={setDocument}
      />
      <p className="tags">
        <label className="with-label">
          <input type="checkbox" checked={atOnce} onChange={({ target }) => setAtOnce(target.checked)} />
          {access.saveDefault}
        </label>
        <label className="with-label">
          <input type="checkbox" checked={rotates} onChange={({ target }) => setRotates(target.checked)} />
          {access.rotate}
        </label>
      </p>
    </SubmitForm>
  )
}

interface VersionListProps extends PolicyPageProps {
  readonly versions: readonly VersionRow[]
  readonly shown: string
}

function VersionList({ type, name, versions, shown }: VersionListProps) {
  const { text, code } = useLanguage()
  const { access } = text
  const { set } = useAddress()
  return (
    <ul className="access-rows">
      {versions.map(({ VersionId, IsDefaultVersion, CreateDate }) => (
        <li key={VersionId}>
          <span>
            <strong>{VersionId}</strong> {IsDefaultVersion && <Tag color="success">{access.isDefault}</Tag>}
            <small>{showInstant(CreateDate, code)}</small>
          </span>
          <span className="tags">
            {VersionId !== shown && (
              <Button size="small" onClick={() => set({ version: VersionId }, 'push')}>
                {access.showVersion(VersionId)}
              </Button>
            )}
            {type === 'Custom' && !IsDefaultVersion && (
              <>
                <ChangeButton
                  operation="SetDefaultPolicyVersion"
                  input={{ PolicyName: name, VersionId }}
                  name={access.setDefault(VersionId)}
                  asks={access.setDefaultAsks(VersionId)}
                />
                <ChangeButton
                  operation="DeletePolicyVersion"
                  input={{ PolicyName: name, VersionId }}
                  name={access.deleteOf(VersionId)}
                  asks={access.deleteVersionAsks(VersionId)}
                  danger
                />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
