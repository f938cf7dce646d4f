import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { type Ref, type RefObject, useEffect, useImperativeHandle, useRef } from 'react'
import { codeTheme } from './code-theme.ts'
import { completeFrom, completionsOf, type PathHelp } from './jsonata-completion.ts'
import { jsonataColours, jsonataLanguage } from './jsonata-mode.ts'
import classes from './code.module.css'
import { problemRange } from './problem-range.ts'
import { signatureHelp } from './signature-help.ts'
import { useLatest } from '../use-latest.ts'

export interface CodeProblem {
  level: 'error' | 'warning'
  text: string
}

export interface CodeHandle {
  /** Writes a call at the cursor, around the selected text if there is any. */
  insertCall(name: string): void
}

export interface CodeFieldProps {
  ref?: Ref<CodeHandle>
  label: string
  text: string
  readOnly: boolean
  /** Shows more than one line also while it is empty. */
  tall?: boolean
  /** Read once: takes the focus from what stood in its place. */
  focused?: RefObject<boolean>
  paths: readonly PathHelp[]
  problems: readonly CodeProblem[]
  onChange(text: string): void
}

/** A text field for JSONata. Tab leaves it unless a completion is open. */
export function CodeField(props: CodeFieldProps) {
  const { ref, label, text, readOnly, problems, tall } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const latest = useLatest(props)
  const state = useRef(new Compartment())
  const invalid = problems.some(({ level }) => level === 'error')
  useEffect(() => {
    const extensions = [baseExtensions(() => latest.current), state.current.of([])]
    const made = new EditorView({ parent: host.current ?? document.body, state: EditorState.create({ doc: latest.current.text, extensions }) })
    view.current = made
    if (latest.current.focused?.current) {
      made.dispatch({ selection: { anchor: made.state.doc.length } })
      made.focus()
    }
    return () => made.destroy()
  }, [latest])
  useEffect(() => view.current?.dispatch({ effects: state.current.reconfigure(fieldState({ label, readOnly, invalid })) }), [label, readOnly, invalid])
  useEffect(() => {
    const shown = view.current
    if (shown && shown.state.doc.toString() !== text) shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: text } })
  }, [text])
  const marks = JSON.stringify(problems)
  useEffect(() => {
    const shown = view.current
    if (shown)
      shown.dispatch(
        setDiagnostics(
          shown.state,
          (JSON.parse(marks) as CodeProblem[]).map((problem) => diagnosticOf(shown.state.doc.toString(), problem)),
        ),
      )
  }, [marks])
  useImperativeHandle(ref, () => ({ insertCall: (name) => view.current && insertCall(view.current, name) }), [])
  return <div ref={host} className={classes.code} data-tall={tall || undefined} data-invalid={invalid || undefined} />
}

function baseExtensions(latest: () => CodeFieldProps): Extension {
  return [
    history(),
    jsonataLanguage,
    jsonataColours,
    codeTheme,
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [completeFrom(() => completionsOf(latest().paths))], icons: false }),
    signatureHelp(),
    keymap.of([{ key: 'Tab', run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.lineWrapping,
    EditorView.updateListener.of((update) => {
      const typed = update.state.doc.toString()
      if (update.docChanged && typed !== latest().text) latest().onChange(typed)
    }),
  ]
}

function fieldState({ label, readOnly, invalid }: { label: string; readOnly: boolean; invalid: boolean }): Extension {
  const attributes = { 'aria-label': label, 'aria-invalid': String(invalid), 'aria-readonly': String(readOnly), spellcheck: 'false' }
  return [EditorView.contentAttributes.of(attributes), EditorState.readOnly.of(readOnly)]
}

function diagnosticOf(text: string, { level, text: message }: CodeProblem): Diagnostic {
  return { ...problemRange(text, message), severity: level, message }
}

function insertCall(view: EditorView, name: string): void {
  const { from, to } = view.state.selection.main
  const inside = view.state.sliceDoc(from, to)
  view.dispatch({ changes: { from, to, insert: `${name}(${inside})` }, selection: { anchor: from + name.length + 1 + inside.length }, userEvent: 'input' })
  view.focus()
}
