/** When a key was last used. Whoever may not read it sees the code of the refusal in its place. */
import { CallRefused } from '../../api/failures.ts'
import { showInstant } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { useCall } from '../../shell/use-call.ts'

interface LastUsed {
  readonly AccessKeyLastUsed: { readonly LastUsedDate: string }
}

export function LastUse({ user, accessKeyId }: { readonly user: string; readonly accessKeyId: string }) {
  const { text, code } = useLanguage()
  const { data, error } = useCall<LastUsed>('GetAccessKeyLastUsed', { UserName: user, UserAccessKeyId: accessKeyId })
  if (error instanceof CallRefused) return <code>{error.code}</code>
  const date = data?.body.AccessKeyLastUsed.LastUsedDate
  if (date === undefined) return text.app.none
  return Number.isNaN(Date.parse(date)) ? text.logins.neverUsed : text.logins.lastUsed(showInstant(date, code))
}
