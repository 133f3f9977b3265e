/** What came of a call, and the program that makes it. */
import { Tag } from 'antd'
import { useState } from 'react'
import type { OperationView } from '../../api/catalogue.ts'
import type { Input } from '../../api/flatten.ts'
import { useText } from '../../language/language.tsx'
import { SampleTabs } from '../../samples/sample-tabs.tsx'
import { Code } from '../../shell/code.tsx'
import { Copyable } from '../../shell/copyable.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Tabs } from '../../shell/tabs.tsx'
import { AnswerFields } from './answer-fields.tsx'
import { Decision } from './decision.tsx'
import type { PastCall } from './history.ts'
import { PastCalls } from './past-calls.tsx'
import { SigningStages } from './signing-stages.tsx'
import type { Outcome } from './use-run.ts'

interface ResultsProps {
  readonly view: OperationView
  readonly input: Input
  readonly outcome: Outcome | undefined
  readonly onRestore: (call: PastCall) => void
}

function Answer({ outcome }: { readonly outcome: Outcome }) {
  const { explorer, callers } = useText()
  const { record, body, error, by } = outcome
  return (
    <>
      {record !== undefined && (
        <p className="call-line" role="status">
          <Tag color={record.status < 300 ? 'success' : 'error'}>HTTP {record.status}</Tag>
          <span>
            {explorer.duration}: {explorer.milliseconds(Math.round(record.durationMs))}
          </span>
          <span>
            {explorer.requestId}: <Copyable text={record.requestId} />
          </span>
          {by !== undefined && (
            <span>
              {callers.madeBy}: <code>{by.key.accessKeyId}</code>
            </span>
          )}
        </p>
      )}
      {error !== undefined && (
        <Failure error={error} {...(by === undefined ? {} : { who: by.arn ?? by.key.accessKeyId })} />
      )}
      {body !== undefined && <Code text={JSON.stringify(body, undefined, 2)} label={explorer.answer} />}
    </>
  )
}

export function Results({ view, input, outcome, onRestore }: ResultsProps) {
  const { explorer, shapes, callers } = useText()
  const [tab, setTab] = useState('answer')
  const nothing = <p>{explorer.noAnswerYet}</p>
  const notAnswered = <p>{callers.notAnswered}</p>
  const { record, body, error, by } = outcome ?? {}
  return (
    <section className="results" aria-label={explorer.result}>
      <Tabs
        label={explorer.result}
        chosen={tab}
        onChoose={setTab}
        tabs={[
          {
            key: 'answer',
            label: explorer.answer,
            content: () => (outcome === undefined ? nothing : <Answer outcome={outcome} />),
          },
          {
            key: 'fields',
            label: explorer.fields,
            content: () => {
              if (outcome === undefined) return nothing
              if (record === undefined) return notAnswered
              return error === undefined ? <AnswerFields schema={view.answer} body={body} /> : <p>{shapes.refusal}</p>
            },
          },
          {
            key: 'decision',
            label: explorer.decision,
            content: () => {
              if (outcome === undefined) return nothing
              if (record === undefined) return notAnswered
              return <Decision requestId={record.requestId} byOther={by !== undefined} />
            },
          },
          {
            key: 'signing',
            label: explorer.signing,
            content: () => {
              if (outcome === undefined) return <p>{explorer.signingBefore}</p>
              return record === undefined ? notAnswered : <SigningStages signed={record.signed} />
            },
          },
          { key: 'sample', label: explorer.sample, content: () => <SampleTabs view={view} input={input} /> },
          { key: 'history', label: explorer.history, content: () => <PastCalls onRestore={onRestore} /> },
        ]}
      />
    </section>
  )
}
