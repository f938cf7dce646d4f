import type { Field } from './mapping-fields.ts'
import { canBeWritten, formatPath, type PathStep, startsWith } from './mapping-path.ts'
import { typeWord } from './type-word.ts'

/** A path that an expression may read. */
export interface SourcePath {
  path: string
  /** Type, and whether the value is personal. */
  detail: string
  info: string | undefined
  /** Reads from where the expression stands, not from the root. */
  near: boolean
}

/** All paths as an expression writes them that runs over the elements of `base`: relative to it, others from `$root`. */
export function sourcePaths(fields: Iterable<Field>, base: readonly PathStep[]): readonly SourcePath[] {
  return [...fields].flatMap((field): SourcePath[] => {
    const near = startsWith(field.steps, base)
    const itself = near && field.steps.length === base.length
    if (itself || !canBeWritten(field.steps)) return []
    const path = near ? formatPath(field.steps.slice(base.length)) : `$root.${formatPath(field.steps)}`
    const detail = `${typeWord(field)}${'[]'.repeat(field.lists)}${field.pii === 'none' ? '' : ', personal'}`
    return [{ path, detail, info: field.description, near }]
  })
}
