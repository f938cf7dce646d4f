import type { PreviewResult } from '../../server/model/api-view.ts'
import { formatPath, parsePath } from '../document/mapping-path.ts'
import type { PreviewProblem } from '../document/mapping-preview.ts'

export interface RowFinding {
  level: 'error' | 'warning'
  text: string
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

/** What the check says about the mapping, and what fails with the samples: the same failure of several samples is one finding. */
export function rowFindings(result: PreviewResult | undefined, sampleNames: readonly string[]): RowFindings {
  const all: RowFinding[] = (result?.findings ?? []).map((finding) => ({
    level: finding.level,
    text: finding.message,
    row: finding.row,
    field: finding.row === undefined ? namedField(finding.message) : undefined,
    samples: [],
  }))
  const failures = new Map<string, { row: string | undefined; problem: PreviewProblem; samples: string[] }>()
  result?.samples.forEach((sample, i) => {
    const name = sampleNames[i] ?? `sample ${i + 1}`
    const inRows = sample.rows.flatMap((row) => (row.problem ? [{ row: row.row, problem: row.problem }] : []))
    const found = inRows.length === 0 && sample.problem ? [{ row: undefined, problem: sample.problem }] : inRows
    for (const { row, problem } of found) {
      const id = `${row}\n${problem.detail}`
      const known = failures.get(id)
      if (known) known.samples.push(name)
      else failures.set(id, { row, problem, samples: [name] })
    }
  })
  const checked = new Set(all.filter(({ level, row }) => level === 'error' && row !== undefined).map(({ row }) => row))
  for (const { row, problem, samples } of failures.values()) {
    // A row that can not run at all fails with every sample; once is enough.
    if (problem.code === 'expression.invalid' && checked.has(row)) continue
    all.push({ level: 'error', text: problem.detail, row, field: undefined, samples })
  }
  return { all, byRow: grouped(all) }
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
