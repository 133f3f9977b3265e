import { newAccessKeyId, newAccessKeySecret } from '../../../domain/ids.ts'
import { toSecondText } from '../../../domain/times.ts'
import { sealedKey } from '../../../identity/provision.ts'
import { record, text } from '../../../spec/shape.ts'
import { putKey } from '../../../store/identity.ts'
import { readKeysOf } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkUserName } from '../names.ts'
import { tooManyKeys, userNotFound } from '../problems.ts'
import { createDate, userNameOrCaller } from '../users/user-views.ts'
import { keyId, keyOwner, keyStatus } from './key-owner.ts'

/** ram.md 4.1. */
const maxKeys = 2

export const CreateAccessKey = operation({
  product: ram,
  name: 'CreateAccessKey',
  summary: 'Makes an access key for a RAM user or for the root of the account.',
  description:
    'The secret is answered this once and can never be read again: it is sealed at rest, and neither logged nor recorded. ' +
    `Ids and secrets are random even where a seed makes other ids repeat. Everybody has at most ${maxKeys} keys.`,
  ram: {
    action: 'ram:CreateAccessKey',
    level: 'create',
    resources: [{ type: 'user', parameter: 'UserName', absent: 'caller' }],
  },
  request: record({ UserName: userNameOrCaller }),
  response: record({
    AccessKey: record(
      {
        AccessKeyId: keyId,
        AccessKeySecret: text('The secret with which calls are signed.', {
          secret: true,
          example: '99C2GHLxYV1DMsWNhuFnZ5tGBo****',
        }),
        Status: keyStatus,
        CreateDate: createDate,
      },
      'The key as it was made.',
    ),
  }),
  problems: [...checkUserName.problems, userNotFound, tooManyKeys],
  example: {
    request: { UserName: 'alice' },
    response: {
      AccessKey: {
        AccessKeyId: 'LTAI5tE6rA8bYp3mJx2nQ9vC',
        AccessKeySecret: '99C2GHLxYV1DMsWNhuFnZ5tGBo****',
        Status: 'Active',
        CreateDate: '2015-01-23T12:33:18Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkUserName(input.UserName)
    const { accountId, keyring } = context
    return write(context, 'CreateAccessKey', input, async tx => {
      const userName = await keyOwner(tx, context, input.UserName)
      if ((await readKeysOf(tx, accountId, userName)).length >= maxKeys) throw tooManyKeys()
      const pair = { id: newAccessKeyId(), secret: newAccessKeySecret() }
      const owner = { accountId, createdAt: tx.now, ...(userName === undefined ? {} : { userName }) }
      await putKey(tx, sealedKey(keyring, { ...pair, ...owner }))
      return {
        AccessKey: {
          AccessKeyId: pair.id,
          AccessKeySecret: pair.secret,
          Status: 'Active' as const,
          CreateDate: toSecondText(tx.now),
        },
      }
    })
  },
})
