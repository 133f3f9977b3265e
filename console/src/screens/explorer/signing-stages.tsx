import type { SignedCall } from '../../api/sign.ts'
import { useText } from '../../language/language.tsx'
import { Code } from '../../shell/code.tsx'
import { Copyable } from '../../shell/copyable.tsx'

/** The id of the key in the header that carries the signature. */
const keyIdIn = ({ headers }: SignedCall): string => /Credential=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? ''

/** How the last call was signed, stage by stage, to be compared with one's own program. */
export function SigningStages({ signed }: { readonly signed: SignedCall }) {
  const { explorer, callers } = useText()
  const stages: readonly (readonly [string, string])[] = [
    [explorer.canonicalRequest, signed.canonicalRequest],
    [explorer.stringToSign, signed.stringToSign],
    [explorer.signature, signed.signature],
    [
      explorer.headersSent,
      Object.entries(signed.headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
    ],
    [explorer.bodySent, signed.body],
  ]
  return (
    <>
      <p>
        {callers.madeBy}: <Copyable text={keyIdIn(signed)} />
      </p>
      {stages.map(([title, text]) => (
        <div key={title}>
          <h3>{title}</h3>
          <Code text={text} label={title} />
        </div>
      ))}
    </>
  )
}
