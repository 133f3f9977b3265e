/** The tree of folders with the accounts in them. */
import { Tag } from 'antd'
import { Link } from 'react-router'
import { useText } from '../../../language/language.tsx'
import { CodeButton } from '../../../samples/code-button.tsx'
import { Loading } from '../../../shell/loading.tsx'
import { rootFolderId, targetPath } from './answers.ts'
import { Enablement } from './enablement.tsx'
import { RefusedHere } from './refused-here.tsx'
import { type Tree, useTree } from './use-tree.ts'

export function AccountTree() {
  const { accounts } = useText()
  const { tree, error, retry } = useTree()
  if (tree === undefined) return error === null ? <Loading /> : <RefusedHere error={error} onRetry={retry} />
  return (
    <>
      {error !== null && <RefusedHere error={error} onRetry={retry} />}
      <Enablement />
      <section className="lane" aria-labelledby="tree">
        <div className="heading">
          <h2 id="tree">{accounts.tree}</h2>
          <div className="heading-end">
            <CodeButton operation="ListFolders" input={{}} />
            <CodeButton operation="ListAccounts" input={{}} />
          </div>
        </div>
        <p>{accounts.intro}</p>
        <ul className="access-tree">
          <FolderNode tree={tree} id={rootFolderId} />
        </ul>
      </section>
    </>
  )
}

function FolderNode({ tree, id }: { readonly tree: Tree; readonly id: string }) {
  const { accounts } = useText()
  const folder = tree.folders.find(({ FolderId }) => FolderId === id)
  const folders = tree.folders.filter(({ ParentFolderId }) => ParentFolderId === id)
  const inside = tree.accounts.filter(({ FolderId }) => FolderId === id)
  return (
    <li>
      <Link to={targetPath(id)}>
        {id === rootFolderId ? accounts.rootFolder : folder?.FolderName} <small>{id}</small>
      </Link>
      {folders.length + inside.length > 0 && (
        <ul>
          {folders.map(({ FolderId }) => (
            <FolderNode key={FolderId} tree={tree} id={FolderId} />
          ))}
          {inside.map(({ AccountId, AccountName, AccountType, Currency }) => (
            <li key={AccountId}>
              <Tag>{accounts.account}</Tag> <Link to={targetPath(AccountId)}>{AccountName}</Link>{' '}
              <small>
                {AccountId} · {Currency}
                {AccountType === 'Management' && ` · ${accounts.management}`}
              </small>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}
