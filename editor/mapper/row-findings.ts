import type { PreviewResult } from '../../server/model/api-view.ts'
import { formatPath, parsePath } from '../document/mapping-path.ts'
import type { PreviewProblem } from '../document/mapping-preview.ts'

export interface RowFinding {
  level: 'error' | 'warning'
  code: string
  text: string
  /** A row of the mapping, or an invariant. */
  row: string | undefined
  /** Key of the target field, when no row is to blame. */
  field: string | undefined
  /** Names of the samples that show it; empty when it holds for all. */
  samples: readonly string[]
}

export interface RowFindings {
  all: readonly RowFinding[]
  byRow: ReadonlyMap<string, readonly RowFinding[]>
}

/** Invariants that only count how often they are broken, by id. */
type Counted = ReadonlySet<string>

/**
 * What the check says about the mapping, and what fails with the samples: the same failure of several samples is one finding. A broken invariant
 * stands with its id in place of a row's. Lost source fields are left out; they have a list of their own.
 */
export function rowFindings(result: PreviewResult | undefined, sampleNames: readonly string[], counted: Counted = new Set()): RowFindings {
  const all: RowFinding[] = (result?.findings ?? [])
    .filter(({ code }) => code !== 'mapping.lost')
    .map(({ level, code, message, row }) => ({ level, code, text: message, row, field: row === undefined ? namedField(message) : undefined, samples: [] }))
  const checked = new Set(all.filter(({ level, row }) => level === 'error' && row !== undefined).map(({ row }) => row))
  for (const { row, problem, samples } of failuresOf(result, sampleNames)) {
    // A row that can not run at all fails with every sample; once is enough.
    if ((problem.code === 'expression.invalid' || problem.code === 'mapping.invariant') && checked.has(row)) continue
    const level = row !== undefined && counted.has(row) ? 'warning' : 'error'
    all.push({ level, code: problem.code, text: problem.detail, row, field: undefined, samples })
  }
  return { all, byRow: grouped(all) }
}

interface Failure {
  row: string | undefined
  problem: PreviewProblem
  samples: string[]
}

function failuresOf(result: PreviewResult | undefined, sampleNames: readonly string[]): Iterable<Failure> {
  const failures = new Map<string, Failure>()
  result?.samples.forEach((sample, i) => {
    const name = sampleNames[i] ?? `sample ${i + 1}`
    for (const { row, problem } of failuresIn(sample)) {
      const id = `${row}\n${problem.detail}`
      const known = failures.get(id)
      if (known) known.samples.push(name)
      else failures.set(id, { row, problem, samples: [name] })
    }
  })
  return failures.values()
}

function failuresIn(sample: PreviewResult['samples'][number]): { row: string | undefined; problem: PreviewProblem }[] {
  const inRows = sample.rows.flatMap(({ row, problem }) => (problem ? [{ row, problem }] : []))
  const invariants = (sample.invariants ?? []).flatMap(({ invariant, problem }) => (problem ? [{ row: invariant, problem }] : []))
  const found = [...inRows, ...invariants]
  return found.length === 0 && sample.problem ? [{ row: undefined, problem: sample.problem }] : found
}

/** A finding about a field without a row names the field between backticks. */
function namedField(message: string): string | undefined {
  const steps = parsePath(/`(.+)`/.exec(message)?.[1] ?? '')
  return steps && formatPath(steps)
}

function grouped(all: readonly RowFinding[]): ReadonlyMap<string, readonly RowFinding[]> {
  const byRow = new Map<string, RowFinding[]>()
  for (const finding of all) {
    if (finding.row === undefined) continue
    byRow.set(finding.row, [...(byRow.get(finding.row) ?? []), finding])
  }
  return byRow
}
