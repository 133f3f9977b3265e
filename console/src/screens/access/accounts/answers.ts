/** What the operations on accounts and control policies answer, as far as the screens read it; and where things have their pages. */

export const rootFolderId = 'r-root'

export interface Folder {
  readonly FolderId: string
  readonly FolderName: string
  readonly ParentFolderId?: string
  /** Ids from the root folder down to it, with slashes between. */
  readonly Path: string
  readonly AccountCount: number
}

export interface Account {
  readonly AccountId: string
  readonly AccountName: string
  readonly AccountType: 'Management' | 'Member'
  readonly Currency: string
  readonly FolderId: string
  readonly CreateTime: string
}

export interface ControlPolicy {
  readonly PolicyId: string
  readonly PolicyName: string
  readonly PolicyType: 'System' | 'Custom'
  readonly Description: string
  readonly AttachmentCount: number
  readonly UpdateDate?: string
}

export interface FullControlPolicy extends ControlPolicy {
  readonly PolicyDocument: string
}

export interface AttachedPolicy {
  readonly PolicyId: string
  readonly PolicyName: string
  readonly AttachDate: string
}

export interface Target {
  readonly TargetId: string
  readonly TargetName: string
  readonly TargetType: 'Root' | 'Folder' | 'Account'
}

export interface MadeAccount {
  readonly Account: Account
  readonly AccessKeyId: string
  readonly AccessKeySecret: string
}

export const targetPath = (id: string): string => `/access/accounts/${encodeURIComponent(id)}`
export const controlPolicyPath = (id: string): string => `/access/control-policies/${encodeURIComponent(id)}`
