/** The part of the fleet file about control policies and the tree in which accounts lie. */
import Type, { type Static } from 'typebox'
import { createdAt, flag, listOf, mapping, optional, pattern, words } from './vocabulary.ts'

/** Of an account, one folder, or the root folder. */
export const attachedControl = listOf(
  'The control policies attached: names of those of the file, and system/FullAliyunAccess. Without it: what is stored.',
  words('A control policy.'),
  1,
)

const controlPolicy = mapping('A control policy.', {
  name: pattern('Its name.', '^[A-Za-z0-9-]{1,128}$', 'a name of letters, digits and hyphens'),
  id: optional(pattern('Its id (`cp-…`); derived by default.', '^cp-[a-z0-9]{17}$', 'cp- and 17 letters or digits')),
  description: optional(words('What it is for.')),
  document: Type.Unsafe<object>({ type: 'object', description: 'The policy document (Version, Statement).' }),
  createdAt: optional(createdAt),
})
export type ControlPolicyEntry = Static<typeof controlPolicy>

const name = '[^/\\u0000-\\u001f\\u007f]{1,64}'
const folder = mapping('A folder in which accounts lie.', {
  path: pattern(
    'Its name behind those of the folders above it, with slashes between: branches/europe.',
    `^${name}(/${name}){0,4}$`,
    'up to five names with slashes between, such as branches/europe',
  ),
  id: optional(pattern('Its id (`fd-…`); derived by default.', '^fd-[a-z0-9]{17}$', 'fd- and 17 letters or digits')),
  attached: optional(attachedControl),
  createdAt: optional(createdAt),
})
export type FolderEntry = Static<typeof folder>

export const control = mapping('Control policies and the folders of accounts.', {
  enabled: optional(flag('Whether control policies bind anybody; what is stored by default, and false at first.')),
  policies: optional(listOf('Control policies.', controlPolicy)),
  attached: optional(attachedControl),
  folders: optional(listOf('The folders, below the root folder.', folder)),
})
export type ControlEntry = Static<typeof control>
