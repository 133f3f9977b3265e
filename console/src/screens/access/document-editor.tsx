/** A policy document being written: checked for JSON as one types, and by the server when asked. */
import { useMutation } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { CallRefused } from '../../api/failures.ts'
import type { Change } from '../../deeds/use-change.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { client } from '../../services.ts'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { caseOf, type Fault, faultAt, malformedJson } from './document-faults.ts'

const CodeEditor = lazy(() => import('./code-editor.tsx'))

/** Refusals that speak about the document and say at which place of it. */
const saysWhere = new Set(['InvalidCase', 'MalformedPolicyDocument'])

interface DocumentEditorProps {
  readonly label: string
  readonly kind?: 'UserPolicy' | 'TrustPolicy'
  readonly value: string
  readonly isReadOnly?: boolean
  /** How it is saved, so that what a saving was refused with is shown as long as it holds. */
  readonly saving?: {
    readonly change: Pick<Change, 'error' | 'variables'>
    /** The parameter in which the document is sent. */
    readonly parameter: string
  }
  readonly onChange?: (value: string) => void
  /** What else can be done with the document, beside the button that has it checked. */
  readonly children?: ReactNode
}

const ignore = () => {}

interface Checked {
  readonly text: string
  readonly error: unknown
}

export function DocumentEditor(props: DocumentEditorProps) {
  const { label, kind = 'UserPolicy', value, isReadOnly = false, saving, onChange = ignore, children } = props
  const { access } = useText()
  const [checked, setChecked] = useState<Checked>()
  const malformed = useMemo(() => malformedJson(value), [value])
  const input = { Case: malformed === undefined ? caseOf(JSON.parse(value), kind) : value }
  const check = useMutation({
    mutationFn: () => client.call('SimulatePolicy', input),
    networkMode: 'always',
    onSuccess: () => setChecked({ text: value, error: undefined }),
    onError: error => setChecked({ text: value, error }),
  })
  // What was said of another text does not hold of this one.
  const found = checked?.text === value ? checked : undefined
  // A saving that did not send the document was refused for something else.
  const sent = saving?.change.variables?.input[saving.parameter] ?? value
  const error = found?.error ?? (sent === value ? saving?.change.error : undefined)
  const isPlaced = error instanceof CallRefused && saysWhere.has(error.code)
  const message = error instanceof CallRefused && isPlaced ? error.message : undefined
  const faults = useMemo<readonly Fault[]>(() => {
    if (malformed !== undefined) return [malformed]
    return message === undefined ? [] : [faultAt(value, message)]
  }, [malformed, message, value])
  return (
    <div>
      <Suspense fallback={<Loading />}>
        <CodeEditor label={label} value={value} isReadOnly={isReadOnly} faults={faults} onChange={onChange} />
      </Suspense>
      <div role="status" className="access-faults">
        {faults.length > 0 && (
          <Alert
            type="error"
            showIcon
            title={access.faults}
            description={faults.map(fault => <p key={fault.message}>{access.atLine(fault.line, fault.message)}</p>)}
          />
        )}
        {found !== undefined && found.error === undefined && <Alert type="success" showIcon title={access.checked} />}
      </div>
      {error !== null && error !== undefined && <Failure error={error} />}
      {!isReadOnly && (
        <div className="form-buttons">
          <Button disabled={malformed !== undefined} loading={check.isPending} onClick={() => check.mutate()}>
            {access.check}
          </Button>
          <CodeButton operation="SimulatePolicy" input={input} />
          {children}
        </div>
      )}
    </div>
  )
}
