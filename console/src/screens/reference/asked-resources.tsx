/** What RAM asks for, each resource by the pattern of its name and when it is asked for. */
import type { AskedResource, RamBlock } from '../../api/catalogue.ts'
import type { Messages } from '../../language/en.ts'
import { useText } from '../../language/language.tsx'

function conditionOf({ when, absent, without }: AskedResource, { reference }: Messages): string {
  if (when !== undefined) return reference.askedWith(when.parameter, when.is)
  if (absent !== undefined) return reference.askedCaller
  if (without === undefined) return ''
  return without === '*' ? reference.askedForNone : reference.askedWithout(without)
}

export function AskedResources({ ram }: { readonly ram: RamBlock }) {
  const text = useText()
  return (
    <ul className="asked">
      {ram.asked.map(one => (
        <li key={`${one.name} ${one.without ?? ''}`}>
          <code>{one.name}</code> <small>{conditionOf(one, text)}</small>
        </li>
      ))}
    </ul>
  )
}
