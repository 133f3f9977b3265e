/** A key with its secret, which is shown this once. */
import { Alert, Button } from 'antd'
import { useText } from '../../language/language.tsx'
import { Copyable } from '../../shell/copyable.tsx'

interface MadeKeyOnceProps {
  readonly made: { readonly AccessKeyId: string; readonly AccessKeySecret: string }
  /** Whoever shows it forgets it then. */
  readonly onKept: () => void
}

export function MadeKeyOnce({ made, onKept }: MadeKeyOnceProps) {
  const { access, signIn } = useText()
  return (
    <Alert
      className="failure"
      type="warning"
      showIcon
      title={access.keyOnceTitle}
      description={
        <>
          <p>{access.keyOnce}</p>
          <p>
            {signIn.accessKeyId}: <Copyable text={made.AccessKeyId} />
          </p>
          <p>
            {signIn.accessKeySecret}: <Copyable text={made.AccessKeySecret} />
          </p>
          <Button onClick={onKept}>{access.keyOnceDone}</Button>
        </>
      }
    />
  )
}
