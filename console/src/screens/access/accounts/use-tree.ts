/** All folders and accounts of the server, and all its control policies: lists of numbered pages, read whole. */
import { useQuery } from '@tanstack/react-query'
import type { Input } from '../../../api/flatten.ts'
import { client } from '../../../services.ts'
import { useCall } from '../../../shell/use-call.ts'
import type { Account, ControlPolicy, Folder } from './answers.ts'

/** The most that a page holds. */
const pageSize = 100

/** Reads from page to page until one is not full. */
function useEveryPage<Row>(operation: string, input: Input, rows: string) {
  return useQuery({
    queryKey: [operation, 'every page', input],
    queryFn: async ({ signal }) => {
      const found: Row[] = []
      for (let page = 1; ; page += 1) {
        const asked = { ...input, PageNumber: page, PageSize: pageSize }
        const { body } = await client.call<Readonly<Record<string, unknown>>>(operation, asked, signal)
        const here = body[rows]
        if (!Array.isArray(here)) return found
        found.push(...(here as Row[]))
        if (here.length < pageSize) return found
      }
    },
  })
}

const useAccounts = () => useEveryPage<Account>('ListAccounts', {}, 'Accounts')
export const useControlPolicies = () => useEveryPage<ControlPolicy>('ListControlPolicies', {}, 'ControlPolicies')
export const useTargetsOf = <Target>(PolicyId: string) =>
  useEveryPage<Target>('ListTargetAttachmentsForControlPolicy', { PolicyId }, 'TargetAttachments')

export interface Tree {
  /** Each before what lies in it. */
  readonly folders: readonly Folder[]
  readonly accounts: readonly Account[]
}

export function useTree() {
  const folders = useCall<{ readonly Folders: readonly Folder[] }>('ListFolders', {})
  const accounts = useAccounts()
  const tree: Tree | undefined =
    folders.data === undefined || accounts.data === undefined
      ? undefined
      : { folders: folders.data.body.Folders, accounts: accounts.data }
  const retry = () => {
    void folders.refetch()
    void accounts.refetch()
  }
  return { tree, error: folders.error ?? accounts.error, retry }
}
