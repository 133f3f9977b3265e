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
    readonly change: Pick<Change, 'error' | 'submittedAt' | 'variables'>
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
    // What is typed while it is asked is not what is asked about.
    mutationFn: (asked: { readonly text: string; readonly input: typeof input }) =>
      client.call('SimulatePolicy', asked.input),
    networkMode: 'always',
    onSuccess: (_, { text }) => setChecked({ text, error: undefined }),
    onError: (error, { text }) => setChecked({ text, error }),
  })
  // What was said of another text does not hold of this one.
  const found = checked?.text === value ? checked : undefined
  // A saving that did not send the document was refused for something else.
  const sent = saving?.change.variables?.input[saving.parameter] ?? value
  const notSaved = sent === value ? saving?.change.error : undefined
  // Of two refusals of the same text the later one counts.
  const isSavedLast = (saving?.change.submittedAt ?? 0) >= check.submittedAt
  const error = isSavedLast ? (notSaved ?? found?.error) : (found?.error ?? notSaved)
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
          <Button
            disabled={malformed !== undefined}
            loading={check.isPending}
            onClick={() => check.mutate({ text: value, input })}
          >
            {access.check}
          </Button>
          <CodeButton operation="SimulatePolicy" input={input} />
          {children}
        </div>
      )}
    </div>
  )
}
