import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { EditorView } from '@codemirror/view'
import { FUNCTION_EXAMPLES } from './jsonata-examples.ts'
import { FUNCTION_GROUPS, VARIABLES } from './jsonata-functions.ts'

/** A path to offer. */
export interface PathHelp {
  path: string
  detail: string
  info: string | undefined
  /** Offered before the others. */
  near: boolean
}

const FUNCTIONS: readonly Completion[] = FUNCTION_GROUPS.flatMap(({ title, functions }) =>
  functions.map(({ name, parameters, help }): Completion => ({
    label: name,
    detail: `(${parameters})`,
    info: withExample(name, help),
    type: 'function',
    section: title,
    apply: applyCall,
  })),
)
const BOUND: readonly Completion[] = VARIABLES.map(({ name, help }) => ({ label: name, info: help, type: 'variable', section: 'Variables' }))

function withExample(name: string, help: string): string {
  const example = FUNCTION_EXAMPLES[name]
  return example ? `${help} ${example[0]} gives ${example[1]}` : help
}

/** Paths first, then variables and functions with signature and help. */
export function completionsOf(paths: readonly PathHelp[]): readonly Completion[] {
  const own = paths.map(({ path, detail, info, near }): Completion => ({
    label: path,
    detail,
    type: 'property',
    boost: near ? 1 : -1,
    ...(info !== undefined && { info }),
  }))
  return [...own, ...BOUND, ...FUNCTIONS]
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
