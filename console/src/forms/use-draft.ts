import { useState } from 'react'

/**
 * What is written in a form before it is sent: begins as what the address says, and anew whenever that says something else.
 * The form itself stays, and with it the focus.
 */
export function useDraft<Draft>(said: Draft): readonly [draft: Draft, write: (draft: Draft) => void] {
  const key = JSON.stringify(said)
  const [held, setHeld] = useState({ key, draft: said })
  const write = (draft: Draft) => setHeld({ key, draft })
  if (held.key === key) return [held.draft, write]
  setHeld({ key, draft: said })
  return [said, write]
}
