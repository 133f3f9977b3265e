/**
 * The control policies that bind the identities of an account: at the account itself, at each folder above it, and at the
 * root folder (ram.md 1.6). None where the feature is off, and none for the management account.
 */
import { type Folders, rootFolderId, wayUp } from '../domain/account-tree.ts'
import { type PolicyDocument, parsePolicyDocument } from '../policy/document.ts'
import { type AttachedPolicy, compiledDocument } from '../policy/index.ts'
import { SYSTEM_CONTROL_POLICIES } from '../policy/system-policies.ts'
import * as stored from '../store/control.ts'
import { readIdentityRevision } from '../store/identity.ts'
import type { Store } from '../store/store.ts'
import { readRootAccountId } from './provision.ts'

type ControlDocument = Pick<AttachedPolicy, 'policyType' | 'policyName' | 'document'>

interface Tree {
  readonly managementAccountId: string | undefined
  readonly folders: Folders
  readonly folderOfAccount: ReadonlyMap<string, string>
  readonly policies: ReadonlyMap<string, ControlDocument>
  readonly attachments: stored.ControlAttachments
}

/** What is stored was checked when it was saved; an operator unknown since then fails closed instead of ending calls. */
const tolerant = { unknownOperators: 'fail-closed' } as const

/** Fits nothing: it stands for a policy that is attached and cannot be found, so that its level allows nothing more by it. */
const nothing: PolicyDocument = parsePolicyDocument(
  { Version: '1', Statement: [{ Effect: 'Deny', Action: 'none:Nothing', Resource: '*' }] },
  'permission',
)

/** As often as the tree is read again because somebody wrote meanwhile. */
const readings = 5

/** Keeps the tree as read, until it is told that it no longer stands. */
export class ControlPolicies {
  private readonly store: Store
  private tree: Promise<Tree | undefined> | undefined

  constructor(store: Store) {
    this.store = store
  }

  forget(): void {
    this.tree = undefined
  }

  /** What binds users and roles of an account beside their own policies; `node` is `member`, `folder <id>` or `root`. */
  async of(accountId: string): Promise<readonly AttachedPolicy[]> {
    const tree = await this.read()
    if (tree === undefined || accountId === tree.managementAccountId) return []
    const way = wayUp(tree.folders, tree.folderOfAccount.get(accountId) ?? rootFolderId)
    return [accountId, ...way].flatMap(targetId =>
      stored.attachedTo(tree.attachments, targetId, 0).map(({ policyId }): AttachedPolicy => {
        const known = tree.policies.get(policyId) ?? { policyName: policyId, document: nothing }
        return { kind: 'ControlPolicy', node: nodeOf(targetId, accountId), policyId, ...known }
      }),
    )
  }

  private read(): Promise<Tree | undefined> {
    if (this.tree !== undefined) return this.tree
    const reading = readTree(this.store)
    this.tree = reading
    // A failure is told to those who wait for it, and not kept.
    reading.catch(() => {
      if (this.tree === reading) this.tree = undefined
    })
    return reading
  }
}

function nodeOf(targetId: string, accountId: string): string {
  if (targetId === accountId) return 'member'
  return targetId === rootFolderId ? 'root' : `folder ${targetId}`
}

/**
 * The tree as it stood at one moment, since a mixture of two could let through what neither allows; undefined where control
 * policies are off.
 */
async function readTree(store: Store): Promise<Tree | undefined> {
  let revision = await readIdentityRevision(store)
  for (let reading = 1; ; reading += 1) {
    const tree = (await stored.readControlEnabled(store)) ? await readParts(store) : undefined
    const now = await readIdentityRevision(store)
    if (now === revision || reading === readings) return tree
    revision = now
  }
}

async function readParts(store: Store): Promise<Tree> {
  const policies = new Map<string, ControlDocument>()
  for (const [name, policy] of SYSTEM_CONTROL_POLICIES) {
    policies.set(name, { policyType: 'System', policyName: name, document: compiledDocument(policy) })
  }
  for (const { id, name, document } of await stored.readControlPolicies(store)) {
    const compiled = parsePolicyDocument(document, 'permission', tolerant)
    policies.set(id, { policyType: 'Custom', policyName: name, document: compiled })
  }
  return {
    managementAccountId: await readRootAccountId(store),
    folders: await stored.readFolders(store),
    folderOfAccount: await stored.readAccountFolders(store),
    attachments: await stored.readControlAttachments(store),
    policies,
  }
}
