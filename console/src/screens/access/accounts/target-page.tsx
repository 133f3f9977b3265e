/** One folder or account: where it lies, what is made in it, and the control policies that hold there, level by level. */
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { ChangeButton } from '../../../deeds/change-button.tsx'
import { showInstant } from '../../../formats/times.ts'
import { TextField } from '../../../forms/field.tsx'
import { useLanguage, useText } from '../../../language/language.tsx'
import { CodeButton } from '../../../samples/code-button.tsx'
import { Loading } from '../../../shell/loading.tsx'
import { type Account, type Folder, rootFolderId, targetPath } from './answers.ts'
import { AttachedHere } from './attached-here.tsx'
import { Enablement } from './enablement.tsx'
import { NewAccount, NewFolder } from './new-in-folder.tsx'
import { RefusedHere } from './refused-here.tsx'
import { type Tree, useTree } from './use-tree.ts'

/** What a folder or account is called; its id while that is not known. */
export function nameIn({ folders, accounts }: Tree, id: string, rootFolder: string): string {
  if (id === rootFolderId) return rootFolder
  const folder = folders.find(({ FolderId }) => FolderId === id)
  return folder?.FolderName ?? accounts.find(({ AccountId }) => AccountId === id)?.AccountName ?? id
}

export function TargetPage({ id }: { readonly id: string }) {
  const { accounts: text } = useText()
  const { tree, error, retry } = useTree()
  if (tree === undefined) return error === null ? <Loading /> : <RefusedHere error={error} onRetry={retry} />
  const folder = tree.folders.find(({ FolderId }) => FolderId === id)
  const account = tree.accounts.find(({ AccountId }) => AccountId === id)
  if (folder === undefined && account === undefined) return <p>{text.unknownTarget(id)}</p>
  const home = folder ?? tree.folders.find(({ FolderId }) => FolderId === account?.FolderId)
  // From the nearest level up: that is how a call is walked.
  const above = (home?.Path.split('/') ?? []).reverse()
  const levels = account === undefined ? above : [account.AccountId, ...above]
  const nameOf = (one: string) => nameIn(tree, one, text.rootFolder)
  return (
    <>
      {error !== null && <RefusedHere error={error} onRetry={retry} />}
      <Enablement />
      <div className="lanes">
        {folder !== undefined && <FolderFacts tree={tree} folder={folder} nameOf={nameOf} />}
        {account !== undefined && <AccountFacts tree={tree} account={account} nameOf={nameOf} />}
        <section className="lane" aria-labelledby="levels">
          <h2 id="levels">{text.levels}</h2>
          {account?.AccountType === 'Management' ? (
            <p>{text.unbound}</p>
          ) : (
            <>
              <p>{text.levelsHint}</p>
              {levels.map(level => (
                <AttachedHere key={level} target={level} name={nameOf(level)} isHere={level === id} />
              ))}
            </>
          )}
        </section>
      </div>
    </>
  )
}

interface FactsProps {
  readonly tree: Tree
  readonly nameOf: (id: string) => string
}

function FolderFacts({ tree, folder, nameOf }: FactsProps & { readonly folder: Folder }) {
  const { access, accounts } = useText()
  const navigate = useNavigate()
  const [newName, setNewName] = useState('')
  const { FolderId, ParentFolderId } = folder
  const name = nameOf(FolderId)
  const folders = tree.folders.filter(one => one.ParentFolderId === FolderId)
  const inside = tree.accounts.filter(one => one.FolderId === FolderId)
  const isEmpty = folders.length + inside.length === 0
  return (
    <div className="facts">
      <p>
        <strong>{name}</strong> <code>{FolderId}</code>
        {ParentFolderId !== undefined && (
          <>
            {' · '}
            {accounts.liesIn} <Link to={targetPath(ParentFolderId)}>{nameOf(ParentFolderId)}</Link>
          </>
        )}
      </p>
      {isEmpty && <p>{accounts.nothingIn}</p>}
      <ul className="access-tree">
        {folders.map(one => (
          <li key={one.FolderId}>
            <Link to={targetPath(one.FolderId)}>{one.FolderName}</Link> <small>{accounts.folder}</small>
          </li>
        ))}
        {inside.map(one => (
          <li key={one.AccountId}>
            <Link to={targetPath(one.AccountId)}>{one.AccountName}</Link> <small>{accounts.account}</small>
          </li>
        ))}
      </ul>
      {FolderId !== rootFolderId && (
        <div className="form-buttons">
          <ChangeButton
            operation="UpdateFolder"
            input={{ FolderId, NewFolderName: newName.trim() }}
            name={accounts.renameOf(name)}
            asks={accounts.renameAsks}
            then={() => setNewName('')}
          >
            <TextField label={accounts.newName} value={newName} onChange={setNewName} />
          </ChangeButton>
          <ChangeButton
            operation="DeleteFolder"
            input={{ FolderId }}
            name={access.deleteOf(name)}
            asks={accounts.deleteFolderAsks(name)}
            forbidden={isEmpty ? undefined : accounts.notEmpty}
            danger
            then={() => navigate(targetPath(ParentFolderId ?? rootFolderId), { flushSync: true })}
          />
        </div>
      )}
      <NewFolder key={`folder in ${FolderId}`} into={FolderId} />
      <NewAccount key={`account in ${FolderId}`} into={FolderId} />
    </div>
  )
}

function AccountFacts({ tree, account, nameOf }: FactsProps & { readonly account: Account }) {
  const { text, code } = useLanguage()
  const { access, accounts } = text
  const [folder, setFolder] = useState(account.FolderId)
  const { AccountId, AccountName, AccountType, Currency, FolderId, CreateTime } = account
  return (
    <div className="facts">
      <dl>
        <div>
          <dt>{access.name}</dt>
          <dd>{AccountName}</dd>
        </div>
        <div>
          <dt>{access.id}</dt>
          <dd>
            <code>{AccountId}</code>
          </dd>
        </div>
        <div>
          <dt>{accounts.currency}</dt>
          <dd>{Currency}</dd>
        </div>
        <div>
          <dt>{accounts.liesIn}</dt>
          <dd>
            <Link to={targetPath(FolderId)}>{nameOf(FolderId)}</Link>
          </dd>
        </div>
        <div>
          <dt>{access.created}</dt>
          <dd>{showInstant(CreateTime, code)}</dd>
        </div>
      </dl>
      <div className="form-buttons">
        <ChangeButton
          operation="MoveAccount"
          input={{ AccountId, DestinationFolderId: folder }}
          name={accounts.moveOf(AccountName)}
          asks={accounts.moveAsks(AccountName)}
          forbidden={AccountType === 'Management' ? accounts.management : undefined}
        >
          <label className="field">
            {accounts.moveTo}
            <select className="switch" value={folder} onChange={({ target }) => setFolder(target.value)}>
              {tree.folders.map(one => (
                <option key={one.FolderId} value={one.FolderId}>
                  {one.Path.split('/').map(nameOf).join(' / ')}
                </option>
              ))}
            </select>
          </label>
        </ChangeButton>
        <CodeButton operation="ListAccounts" input={{ FolderId }} />
      </div>
    </div>
  )
}
