/** What somebody signs in with, as it arrives: JSON from anybody. */
import { requestInvalid } from './refusal.ts'

export interface KeyForm {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  /** Of a temporary key. */
  readonly securityToken?: string
}

export interface PasswordForm {
  readonly accountId: string
  readonly userName: string
  readonly password: string
  /** The password from now on, where another one has to be chosen. */
  readonly newPassword?: string
}

export type SignInForm = KeyForm | PasswordForm

const longest: Readonly<Record<string, number>> = { securityToken: 8192, accountId: 32, userName: 64, accessKeyId: 128 }
const longestText = 512

/** @throws ConsoleRefusal InvalidRequest */
export function readForm(body: unknown): SignInForm {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw requestInvalid(needed)
  const given = new Map(Object.entries(body))
  const text = (name: string): string => {
    const value: unknown = given.get(name)
    if (typeof value !== 'string' || value === '') throw requestInvalid(needed)
    if (value.length > (longest[name] ?? longestText)) throw requestInvalid(`${name} is too long.`)
    return value
  }
  const maybe = <Name extends string>(name: Name) => (given.has(name) ? { [name]: text(name) } : {})
  if (!given.has('accessKeyId')) {
    const form = { accountId: text('accountId'), userName: text('userName'), password: text('password') }
    return { ...form, ...maybe('newPassword') }
  }
  if (given.has('userName') || given.has('password')) throw requestInvalid(needed)
  return {
    accessKeyId: text('accessKeyId'),
    accessKeySecret: text('accessKeySecret'),
    ...maybe('securityToken'),
  }
}

const needed =
  'Send a JSON object with accessKeyId and accessKeySecret (and securityToken), or with accountId, userName and password.'

/** Whom it is for, to count failures by. Letters in either case are the same one. */
export const userOf = (form: SignInForm): string =>
  'accessKeyId' in form ? `key ${form.accessKeyId}` : `user ${form.accountId}/${form.userName.toLowerCase()}`
