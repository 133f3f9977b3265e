/** What a user has chosen on this device: small texts, nothing secret. Where nothing may be kept, the choice lasts as long as the page. */

type Choice = 'language' | 'theme' | 'region'

const nameOf = (choice: Choice): string => `deskfleet.${choice}`

export function kept(choice: Choice): string | undefined {
  try {
    return localStorage.getItem(nameOf(choice)) ?? undefined
  } catch {
    return undefined
  }
}

export function keep(choice: Choice, value: string): void {
  try {
    localStorage.setItem(nameOf(choice), value)
  } catch {
    // A browser that keeps nothing is no reason to fail.
  }
}
