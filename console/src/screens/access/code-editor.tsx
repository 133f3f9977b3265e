/** The editor of JSON documents. Loaded when one is opened: it weighs more than the rest of the screen. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import {
  bracketMatching,
  defaultHighlightStyle,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef, useState } from 'react'
import { nonce, useTheme } from '../../shell/theme.tsx'
import type { Fault } from './document-faults.ts'

interface CodeEditorProps {
  readonly label: string
  readonly value: string
  readonly isReadOnly: boolean
  readonly faults: readonly Fault[]
  readonly onChange: (value: string) => void
}

const inTheDark = HighlightStyle.define(defaultHighlightStyle.specs.map(spec => ({ tag: spec.tag, color: '#b7d0ff' })))

/** Its own underlining is a data: address, which the policy of the page refuses. */
const look = EditorView.theme({
  '&': { fontSize: '13px', border: '1px solid var(--line)', borderRadius: '6px', background: 'var(--surface)' },
  '.cm-scroller': { minHeight: '220px', maxHeight: '60vh', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { background: 'var(--page)', color: 'var(--faint)', borderRight: '1px solid var(--line)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': { background: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--line)' },
})

export default function CodeEditor({ label, value, isReadOnly, faults, onChange }: CodeEditorProps) {
  const { dark } = useTheme()
  const parent = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<EditorView>()
  const changed = useRef(onChange)
  changed.current = onChange
  const first = useRef(value)
  first.current = value

  useEffect(() => {
    if (parent.current === null) return undefined
    const made = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          EditorView.cspNonce.of(nonce),
          lineNumbers(),
          history(),
          json(),
          indentOnInput(),
          bracketMatching(),
          EditorView.lineWrapping,
          syntaxHighlighting(dark ? inTheDark : defaultHighlightStyle),
          EditorView.theme({}, { dark }),
          look,
          // Tab leaves the editor, as it leaves every other field.
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorState.readOnly.of(isReadOnly),
          EditorView.contentAttributes.of({ 'aria-label': label, ...(isReadOnly ? { 'aria-readonly': 'true' } : {}) }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) changed.current(state.doc.toString())
          }),
        ],
      }),
    })
    setEditor(made)
    return () => made.destroy()
  }, [dark, isReadOnly, label])

  // Another version was chosen, or the form emptied: what is typed is already there.
  useEffect(() => {
    if (editor === undefined || editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [editor, value])

  useEffect(() => {
    if (editor === undefined) return
    const end = editor.state.doc.length
    const shown = faults.map(
      ({ from, to, message }): Diagnostic => ({
        from: Math.min(from, end),
        to: Math.min(to, end),
        message,
        severity: 'error',
      }),
    )
    editor.dispatch(setDiagnostics(editor.state, shown))
  }, [editor, faults])

  return <div ref={parent} className="code-editor" />
}
