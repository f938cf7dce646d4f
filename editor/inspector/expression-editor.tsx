import { autocompletion, closeBrackets, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { SchemaField } from '../document/schema-fields.ts'
import classes from './expression-editor.module.css'
import { FUNCTIONS } from './jsonata-functions.ts'
import { jsonataLanguage } from './jsonata-language.ts'

export interface ExpressionEditorProps {
  label: string
  value: string
  onChange: (next: string) => void
  /** Fields of the message that arrives. */
  fields: readonly SchemaField[]
  readOnly: boolean
  invalid: boolean
}

/** A small code field with highlighting and completion. Tab leaves it, as in any field. */
export function ExpressionEditor({ label, value, onChange, fields, readOnly, invalid }: ExpressionEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const newest = useRef({ onChange, fields })
  const first = useRef(value)
  const changing = useRef(new Compartment())
  useEffect(() => {
    newest.current = { onChange, fields }
  })
  useEffect(() => {
    const listener = EditorView.updateListener.of((update) => update.docChanged && newest.current.onChange(update.state.doc.toString()))
    const made = new EditorView({
      parent: host.current!,
      state: EditorState.create({ doc: first.current, extensions: [extensions(() => newest.current.fields), listener, changing.current.of([])] }),
    })
    view.current = made
    return () => made.destroy()
  }, [])
  useEffect(() => {
    const attributes = EditorView.contentAttributes.of({ 'aria-label': label, 'aria-invalid': String(invalid), 'aria-readonly': String(readOnly) })
    view.current?.dispatch({ effects: changing.current.reconfigure([attributes, EditorState.readOnly.of(readOnly)]) })
  }, [label, invalid, readOnly])
  useEffect(() => {
    const text = view.current?.state.doc.toString()
    if (text !== undefined && text !== value) view.current?.dispatch({ changes: { from: 0, to: text.length, insert: value } })
  }, [value])
  return <div ref={host} className={classes.editor} data-invalid={invalid || undefined} />
}

function extensions(fields: () => readonly SchemaField[]): Extension {
  return [
    history(),
    closeBrackets(),
    bracketMatching(),
    jsonataLanguage,
    EditorView.lineWrapping,
    autocompletion({ override: [(context) => complete(context, fields())], icons: false }),
    keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
  ]
}

/** Fields below the path that is being typed, and functions behind `$`. */
function complete(context: CompletionContext, fields: readonly SchemaField[]): CompletionResult | null {
  const functions = context.matchBefore(/\$\w*/)
  if (functions)
    return { from: functions.from, options: FUNCTIONS.map(({ name, use }) => ({ label: `$${name}`, detail: use, type: 'function' })), validFor: /^\$\w*$/ }
  const path = context.matchBefore(/[A-Za-z_][\w.]*/)
  if (!path && !context.explicit) return null
  const lead = path?.text.slice(0, path.text.lastIndexOf('.') + 1) ?? ''
  const options = fields.flatMap(({ path: raw, type, personal }) => {
    const plain = raw.replaceAll('[]', '').replace(/^\./, '')
    const name = plain.startsWith(lead) ? plain.slice(lead.length) : ''
    return name === '' || name.includes('.') ? [] : [{ label: name, detail: personal ? `${type}, personal` : type }]
  })
  return { from: (path?.from ?? context.pos) + lead.length, options, validFor: /^\w*$/ }
}
