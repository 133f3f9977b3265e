/** One operation: its form, made from its shape, and what came of running it. */
import { PlayCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { OperationView } from '../../api/catalogue.ts'
import { type Drafts, draftOf, draftsOfPairs, emptyDraft, inputOfDrafts, type Pair } from '../../api/flatten.ts'
import type { Parameter } from '../../api/shapes.ts'
import { FormField } from '../../forms/form-field.tsx'
import { useText } from '../../language/language.tsx'
import { CopyButton } from '../../shell/copyable.tsx'
import { regionIn } from '../../shell/region.tsx'
import { CallerChoice, CallerNote } from './caller-choice.tsx'
import type { PastCall } from './history.ts'
import { openPairs, pathOf, queryOf } from './link.ts'
import { Results } from './results.tsx'
import { useRun } from './use-run.ts'

interface OperationPageProps {
  readonly view: OperationView
  /** What the form begins with. */
  readonly pairs: readonly Pair[]
  readonly onRestore: (call: PastCall) => void
}

const reading = new Set(['get', 'list', 'none'])

/** A form begins with what the link says, and with the region that was chosen last. */
function beginning(view: OperationView, pairs: readonly Pair[]): Drafts {
  const wantsRegion = view.parameters.some(({ name, required }) => name === 'RegionId' && required)
  const drafts = draftsOfPairs(view.parameters, pairs)
  return wantsRegion ? { RegionId: regionIn(new URLSearchParams()), ...drafts } : drafts
}

const exampleOf = (view: OperationView): Drafts =>
  Object.fromEntries(
    view.parameters.flatMap(({ name, schema, example }) =>
      example === undefined ? [] : [[name, draftOf(schema, example)]],
    ),
  )

export function OperationPage({ view, pairs, onRestore }: OperationPageProps) {
  const { explorer, reference } = useText()
  const [drafts, setDrafts] = useState(() => beginning(view, pairs))
  const [, setParams] = useSearchParams()
  const { outcome, running, run } = useRun(view)
  const results = useRef<HTMLDivElement>(null)
  const input = useMemo(() => inputOfDrafts(view.parameters, drafts), [view, drafts])
  const link = queryOf(openPairs(view, input))

  // The address follows the form, so that reloading and going back lose nothing.
  useEffect(() => {
    if (location.search === link) return
    const timer = setTimeout(() => setParams(new URLSearchParams(link), { replace: true }), 250)
    return () => clearTimeout(timer)
  }, [link, setParams])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    // Where the screen is narrow the answer is below the form, and would come unseen.
    void run(input).then(() => {
      const place = results.current
      if (place !== null && place.getBoundingClientRect().top > innerHeight / 2) place.scrollIntoView()
    })
  }

  const field = ({ name, schema, description, required }: Parameter) => (
    <FormField
      key={name}
      name={name}
      label={name}
      schema={schema}
      description={description}
      required={required}
      draft={drafts[name] ?? emptyDraft(schema)}
      onChange={draft => setDrafts(before => ({ ...before, [name]: draft }))}
    />
  )
  const mandatory = view.parameters.filter(({ required }) => required)
  const others = view.parameters.filter(({ required }) => !required)

  return (
    <div className="operation">
      <form onSubmit={submit} aria-label={explorer.parameters}>
        <p>
          {view.summary} <small>{view.description}</small>
        </p>
        <p className="small">
          {explorer.ramAction}: <code>{view.ram.action}</code>
          {view.problems.length > 0 && (
            <>
              {' · '}
              {explorer.problems}: {view.problems.map(({ code }) => code).join(', ')}
            </>
          )}
          {' · '}
          <Link to={`/reference/${view.product}/${view.name}`}>{reference.fromExplorer}</Link>
        </p>
        <div className="form-buttons">
          <Button type="primary" htmlType="submit" icon={<PlayCircleOutlined aria-hidden />} loading={running}>
            {running ? explorer.running : explorer.run}
          </Button>
          <CallerChoice />
          <Button onClick={() => setDrafts(exampleOf(view))}>{explorer.fillExample}</Button>
          <Button onClick={() => setDrafts({})}>{explorer.reset}</Button>
          <CopyButton label={explorer.link} text={() => `${location.origin}/console${pathOf(view)}${link}`} />
        </div>
        <CallerNote />
        {!reading.has(view.ram.level) && <p className="changes">{explorer.runAsks}</p>}
        {view.parameters.length === 0 && <p>{explorer.noParameters}</p>}
        {mandatory.map(field)}
        {others.length > 0 && (
          <>
            <h2>{explorer.optional}</h2>
            {others.map(field)}
          </>
        )}
      </form>
      <div ref={results}>
        <Results view={view} input={input} outcome={outcome} onRestore={onRestore} />
      </div>
    </div>
  )
}
