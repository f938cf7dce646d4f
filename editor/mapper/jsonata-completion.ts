import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { EditorView } from '@codemirror/view'
import type { Field } from '../document/mapping-fields.ts'
import { canBeWritten, formatPath, type PathStep, startsWith } from '../document/mapping-path.ts'
import { typeWord } from './field-name.tsx'
import { FUNCTION_GROUPS } from './jsonata-functions.ts'

/** Functions with signature and help, and the source paths as the row writes them: relative to its loop, others from `$root`. */
export function completionsOf(sources: ReadonlyMap<string, Field>, base: readonly PathStep[]): readonly Completion[] {
  const paths = [...sources.values()].flatMap((field): Completion[] => {
    if (!canBeWritten(field.steps) || field.steps.length === 0) return []
    const inside = startsWith(field.steps, base)
    if (inside && field.steps.length === base.length) return []
    const label = inside ? formatPath(field.steps.slice(base.length)) : `$root.${formatPath(field.steps)}`
    return [
      {
        label,
        detail: `${typeWord(field)}${'[]'.repeat(field.lists)}`,
        type: 'property',
        boost: inside ? 1 : -1,
        ...(field.description !== undefined && { info: field.description }),
      },
    ]
  })
  const functions = FUNCTION_GROUPS.flatMap(({ title, functions: list }) =>
    list.map(({ name, parameters, help }): Completion => ({
      label: name,
      detail: `(${parameters})`,
      info: help,
      type: 'function',
      section: title,
      apply: applyCall,
    })),
  )
  return [...paths, ...functions]
}

/** Writes the call with the cursor between its brackets. */
function applyCall(...[view, completion, from, to]: [view: EditorView, completion: Completion, from: number, to: number]): void {
  view.dispatch({
    changes: { from, to, insert: `${completion.label}()` },
    selection: { anchor: from + completion.label.length + 1 },
    userEvent: 'input.complete',
  })
}

/** Answers while a name, a path or a `$` is being typed, or on demand. */
export function completeFrom(all: () => readonly Completion[]): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const word = context.matchBefore(/\$?[\p{L}\p{N}_.`]*/u)
    if (!word || (word.from === word.to && !context.explicit)) return null
    return { from: word.from, options: [...all()], validFor: /^\$?[\p{L}\p{N}_.`]*$/u }
  }
}
