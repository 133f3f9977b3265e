import { record } from '../../../spec/shape.ts'
import { readAttachmentsOf } from '../../../store/ram-attachments.ts'
import { deleteRole } from '../../../store/ram-roles.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRoleName } from '../names.ts'
import { roleHasPolicies, roleNotFound } from '../problems.ts'
import { knownRole, roleName } from './role-fields.ts'

export const DeleteRole = operation({
  product: ram,
  name: 'DeleteRole',
  summary: 'Deletes a role that no policy is attached to.',
  description: 'Its temporary keys die with it, and do not live again with another role of the same name.',
  ram: { action: 'ram:DeleteRole', level: 'delete', resources: [{ type: 'role', parameter: 'RoleName' }] },
  request: record({ RoleName: roleName }),
  response: record({}),
  problems: [...checkRoleName.problems, roleNotFound, roleHasPolicies],
  example: { request: { RoleName: 'DesktopReader' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRoleName(input.RoleName)
    const { accountId } = context
    return write(context, 'DeleteRole', input, async tx => {
      const role = await knownRole(tx, accountId, input.RoleName)
      const attached = await readAttachmentsOf(tx, { accountId, entityKind: 'role', entityName: role.name })
      if (attached.length > 0) throw roleHasPolicies()
      await deleteRole(tx, role)
      return {}
    })
  },
})
