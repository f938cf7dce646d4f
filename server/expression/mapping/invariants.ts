import type { InvariantFill } from '../../model/fill.ts'
import type { Invariant } from '../../model/mapping.ts'
import type { ProblemCode } from '../../model/problem-table.ts'
import { type FieldError, Problem } from '../../model/problem.ts'
import type { CompiledInvariant, InvariantOutcome, Made } from '../expression.ts'
import type { AnalysedExpression } from '../prepare-expression.ts'

const LONGEST_NAME = 200

/** The invariants of one mapping. Those that cannot be read are added to `problems`. */
export class Invariants {
  readonly all: readonly CompiledInvariant[]
  private readonly counts: InvariantFill[]

  constructor(invariants: readonly Invariant[], compile: (text: string) => AnalysedExpression, problems: FieldError[]) {
    this.all = invariants.flatMap((invariant) => {
      try {
        return [prepareInvariant(invariant, compile(invariant.text))]
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        problems.push({ path: invariant.id, message: error.detail, code: error.code })
        return []
      }
    })
    this.counts = this.all.map(({ id }) => ({ invariant: id, held: 0, broken: 0 }))
  }

  fills(): InvariantFill[] {
    return this.counts.map((count) => ({ ...count }))
  }

  /** The value, if it may leave the mapping, or a promise of it where an expression needs one. Fails with `mapping.invariant`. */
  require(made: Made): unknown {
    const { value } = made
    const outcomes = this.all.map((invariant) => invariant.check(made))
    if (outcomes.some((outcome) => outcome instanceof Promise)) return Promise.all(outcomes).then((found) => this.judge(value, found))
    return this.judge(value, outcomes as InvariantOutcome[])
  }

  private judge(value: unknown, outcomes: readonly InvariantOutcome[]): unknown {
    for (const [index, { held }] of outcomes.entries()) this.counts[index]![held ? 'held' : 'broken'] += 1
    const broken = outcomes.flatMap(({ problem }, index) => (problem && this.all[index]!.broken === 'problem' ? [problem] : []))
    if (broken.length > 0) throw joined(broken)
    return value
  }
}

function prepareInvariant({ id, text, note, broken }: Invariant, expression: AnalysedExpression): CompiledInvariant {
  const name = (note?.trim() ?? '') === '' ? text.trim() : note!.trim()
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name
  const broke = (how: string, code: ProblemCode = 'mapping.invariant'): InvariantOutcome => {
    const message = `"${shown}" ${how}`
    return { held: false, problem: new Problem('mapping.invariant', `The invariant ${message}`, { at: id, errors: [{ path: id, message, code }] }) }
  }
  const judge = (result: unknown): InvariantOutcome => {
    if (result === true) return { held: true }
    return broke(result === false ? 'does not hold.' : result === undefined ? 'gives nothing.' : 'does not give true or false.')
  }
  const fail = (error: unknown): InvariantOutcome => {
    if (!(error instanceof Problem)) return broke('cannot be evaluated.', 'expression.failed')
    return broke(`cannot be evaluated. ${error.detail}`, error.code)
  }
  return {
    id,
    broken,
    check: ({ value, input, bindings }) => {
      try {
        const result = expression.evaluate(value, { ...bindings, root: input, source: input })
        return result instanceof Promise ? result.then(judge).catch(fail) : judge(result)
      } catch (error) {
        return fail(error)
      }
    },
  }
}

/** All broken invariants of a run as one problem. */
function joined(problems: readonly Problem[]): Problem {
  const [first] = problems
  if (!first || problems.length === 1) return first ?? new Problem('internal.error', 'A mapping failed without a reason.')
  const errors = problems.flatMap((problem) => problem.errors ?? [])
  return new Problem('mapping.invariant', `${problems.length} invariants are broken. ${first.detail}`, {
    ...(first.at !== undefined && { at: first.at }),
    errors,
  })
}
