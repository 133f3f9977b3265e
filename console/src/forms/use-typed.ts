/** What is typed into a search, which stands in the address as one types. */
import { useState } from 'react'
import { useLocation, useNavigationType } from 'react-router'

/**
 * The address follows a moment later, so a field that showed what stands there would lose letters. It is asked again where one
 * goes back or follows a link; what replaces an address is the typing itself.
 *
 * @param inAddress what stands in the address
 * @returns what the field shows, and how it is told what was typed
 */
export function useTyped(inAddress: string): readonly [typed: string, type: (text: string) => void] {
  const { key } = useLocation()
  const how = useNavigationType()
  const [typed, setTyped] = useState(inAddress)
  const [before, setBefore] = useState(key)
  if (before !== key) {
    setBefore(key)
    if (how !== 'REPLACE') setTyped(inAddress)
  }
  return [typed, setTyped]
}
