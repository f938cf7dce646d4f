import type { JsonSchema } from '../../model/json-schema.ts'
import type { Mapping } from '../../model/mapping.ts'
import type { Bindings, CompiledMapping } from '../expression.ts'
import type { AnalysedExpression } from '../prepare-expression.ts'
import { ReadCollector } from './mapping-reads.ts'
import { planLevel, type MappingDraft } from './plan-level.ts'
import { problemOf, type RowIssue } from './row-issues.ts'
import { runLevel, type Place } from './run-level.ts'
import { readSchema } from './schema-at.ts'
import { Problem } from '../../model/problem.ts'

export interface MappingOptions {
  readonly compile: (text: string) => AnalysedExpression
  /** With it, single values for array fields are wrapped. */
  readonly target?: JsonSchema
}

const TOP: Place = { parent: undefined, target: '' }

/** Prepares the rows of a mapping once. What is wrong with a row is collected in `problems`. */
export function compileMapping(mapping: Mapping, options: MappingOptions): CompiledMapping {
  const { compile, target } = options
  const draft: MappingDraft = { compile, schemas: readSchema(target ?? {}), rows: [], reads: new ReadCollector(), writes: new Set(), problems: [] }
  const level = planLevel(draft, mapping.rows, { path: '', schema: target, sources: [''] })

  function run(input: unknown, bindings?: Bindings): unknown {
    if (draft.problems.length > 0)
      throw new Problem('expression.invalid', `The mapping has ${draft.problems.length} rows that cannot run.`, { errors: draft.problems })
    const issues: RowIssue[] = []
    const value = runLevel(level, input, { place: TOP, run: { bindings: { ...bindings, root: input }, issues } })
    if (value instanceof Promise) return value.then((found: unknown) => finish(found, issues))
    return finish(value, issues)
  }

  return {
    run,
    reads: draft.reads.reads(),
    writes: [...draft.writes],
    rows: draft.rows.map(({ expression, ...row }) => ({
      ...row,
      get mode() {
        return expression?.mode ?? 'compiled'
      },
    })),
    problems: draft.problems,
  }
}

function finish(value: unknown, issues: readonly RowIssue[]): unknown {
  if (issues.length > 0) throw problemOf(issues)
  return value
}
