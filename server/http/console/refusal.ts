/** What the console's own pages refuse. These are no calls of the vendor's, so codes and form are ours. */

export interface RefusalMore {
  /** After how many seconds it is worth another attempt. */
  readonly retryAfter?: number
}

export class ConsoleRefusal extends Error {
  override readonly name = 'ConsoleRefusal'
  readonly status: number
  readonly code: string
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, message: string, { retryAfter }: RefusalMore = {}) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfter = retryAfter
  }
}

export const requestInvalid = (message: string): ConsoleRefusal => new ConsoleRefusal(400, 'InvalidRequest', message)

/** The same for whoever does not exist and whoever gave something wrong. */
export const credentialsWrong = (): ConsoleRefusal =>
  new ConsoleRefusal(401, 'InvalidCredentials', 'These credentials are not right.')

export const notSignedIn = (): ConsoleRefusal => new ConsoleRefusal(401, 'SignInRequired', 'Nobody is signed in.')

export const passwordResetRequired = (): ConsoleRefusal =>
  new ConsoleRefusal(
    403,
    'PasswordResetRequired',
    'Another password has to be chosen: sign in with the old one and, beside it, newPassword.',
  )

export const passwordTooWeak = (rule: string): ConsoleRefusal =>
  new ConsoleRefusal(400, 'NewPasswordTooWeak', `The new password has to be another one than before: ${rule}`)

export const networkForbidden = (): ConsoleRefusal =>
  new ConsoleRefusal(403, 'LoginNetworkForbidden', 'The account does not let its users sign in from this address.')

export const tooManyFailures = (retryAfter: number): ConsoleRefusal =>
  new ConsoleRefusal(429, 'TooManyFailures', `Too many attempts failed. Try again in ${retryAfter} seconds.`, {
    retryAfter,
  })
