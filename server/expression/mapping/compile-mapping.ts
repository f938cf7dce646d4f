import type { JsonSchema } from '../../model/json-schema.ts'
import type { Mapping } from '../../model/mapping.ts'
import type { Bindings, CompiledMapping, Made } from '../expression.ts'
import type { AnalysedExpression } from '../prepare-expression.ts'
import { WHOLE_SOURCE } from '../reads/located.ts'
import { Invariants } from './invariants.ts'
import { ReadCollector } from './mapping-reads.ts'
import { planLevel, type MappingDraft } from './plan-level.ts'
import { problemOf, type RowIssue } from './row-issues.ts'
import type { Place } from './run-level.ts'
import { readSchema } from './schema-at.ts'
import { Problem } from '../../model/problem.ts'

export interface MappingOptions {
  readonly compile: (text: string) => AnalysedExpression
  /** With it, single values for array fields are wrapped. */
  readonly target?: JsonSchema
}

const NO_BINDINGS: Bindings = {}
const TOP: Place = { parent: undefined, target: '' }

/** Prepares the rows of a mapping once. What is wrong with a row is collected in `problems`. */
export function compileMapping(mapping: Mapping, options: MappingOptions): CompiledMapping {
  const { compile, target } = options
  const draft: MappingDraft = { compile, schemas: readSchema(target ?? {}), rows: [], reads: new ReadCollector(), writes: new Set(), problems: [] }
  const level = planLevel(draft, mapping.rows, { path: '', schema: target, elements: WHOLE_SOURCE })
  const invariants = new Invariants(mapping.invariants ?? [], compile, draft.problems)

  function run(input: unknown, bindings?: Bindings): unknown {
    if (draft.problems.length > 0)
      throw new Problem('expression.invalid', `The mapping has ${draft.problems.length} rows or invariants that cannot run.`, { errors: draft.problems })
    const issues: RowIssue[] = []
    const value = level.run(input, { place: TOP, run: { bindings: level.bound ? { ...bindings, root: input } : NO_BINDINGS, issues } })
    if (value instanceof Promise) return value.then((found: unknown) => finish(issues, { value: found, input, bindings }))
    return issues.length === 0 && invariants.all.length === 0 ? value : finish(issues, { value, input, bindings })
  }

  function finish(issues: readonly RowIssue[], made: Made): unknown {
    if (issues.length > 0) throw problemOf(issues)
    return invariants.require(made)
  }

  return {
    run,
    reads: draft.reads.reads(),
    writes: [...draft.writes],
    rows: draft.rows.map(({ id, target, expression, reads, copies, origins }) => ({
      id,
      target,
      reads,
      copies,
      origins,
      get mode() {
        return expression?.mode ?? 'compiled'
      },
    })),
    invariants: invariants.all,
    fills: () => ({ runs: level.fills.runs, rows: draft.rows.map(({ id, fills, index }) => fills.of(id, index)), invariants: invariants.fills() }),
    problems: draft.problems,
  }
}
