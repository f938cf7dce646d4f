import type { Bindings, CompiledMapping, Expressions } from './expression/expression.ts'
import { checkMapping } from './expression/check-mapping.ts'
import { lostFields } from './expression/lost-fields.ts'
import { parseTargetPath } from './expression/mapping/target-path.ts'
import type { PreviewRequest } from './http/environment.ts'
import type { PreviewResult } from './model/api-view.ts'
import type { Mapping, MappingRow } from './model/mapping.ts'
import { type Problem, toProblem } from './model/problem.ts'

type SamplePreview = PreviewResult['samples'][number]

/** One row on its own: a mapping with nothing but the row and the loops around it, and where its value then stands. */
interface LoneRow {
  id: string
  mapping: CompiledMapping
  targets: string[]
}

/** Runs a mapping over samples, as a whole and row by row, and says what it leaves out. Never fails: what goes wrong is part of the answer. */
export async function previewMapping(expressions: Expressions, { mapping, source, target, samples }: PreviewRequest): Promise<PreviewResult> {
  const whole = expressions.compileMapping(mapping, target)
  const bare: Mapping = { ...mapping, invariants: [] }
  const parts = { whole, bare: expressions.compileMapping(bare, target) }
  const rows = loneRows(mapping.rows).map(({ id, row, targets }) => ({ id, targets, mapping: expressions.compileMapping({ ...bare, rows: [row] }, target) }))
  const previews: SamplePreview[] = []
  for (const sample of samples) previews.push(await previewSample(parts, rows, sample))
  // What is lost is told by name.
  const findings = checkMapping(mapping, { source, target, expressions }).filter(({ code }) => code !== 'mapping.lost')
  const lost = source ? lostFields(mapping, source, expressions) : []
  const shown = whole.rows.map(({ id, mode, reads, copies }) => ({ row: id, mode, reads: [...reads.paths], copies: [...copies], everything: reads.everything }))
  return { samples: previews, findings, lost, rows: shown }
}

/** A mapping, and the same without its invariants. */
interface Parts {
  whole: CompiledMapping
  bare: CompiledMapping
}

async function previewSample({ whole, bare }: Parts, rows: readonly LoneRow[], sample: unknown): Promise<SamplePreview> {
  const shown: SamplePreview['rows'] = []
  for (const { id, mapping, targets } of rows) {
    const { value, problem } = await attempt(mapping, sample)
    const at = targets.reduce(valueAt, value)
    shown.push({ row: id, ...(at !== undefined && { value: at }), ...(problem && { problem }) })
  }
  const run = await attempt(whole, sample)
  if (whole.invariants.length + whole.problems.length === 0) return { ...run, rows: shown }
  const made = await attempt(bare, sample)
  return { ...made, ...(run.problem && { problem: run.problem }), rows: shown, invariants: made.problem ? [] : await checkAll(whole, made.value, sample) }
}

// A sample stands for the message on the wire and for the first message of the run.
const bindingsOf = (sample: unknown): Bindings => ({ input: sample, meta: {} })

async function checkAll({ invariants }: CompiledMapping, value: unknown, sample: unknown): Promise<NonNullable<SamplePreview['invariants']>> {
  const checks = invariants.map(async ({ id, check }) => {
    const { held, problem } = await check({ value, input: sample, bindings: bindingsOf(sample) })
    return { invariant: id, held, ...(problem && { problem: shownProblem(problem) }) }
  })
  return Promise.all(checks)
}

const shownProblem = ({ code, detail, at }: Problem): NonNullable<SamplePreview['problem']> => ({ code, detail, ...(at !== undefined && { at }) })

async function attempt(mapping: CompiledMapping, sample: unknown): Promise<Pick<SamplePreview, 'value' | 'problem'>> {
  try {
    const value = await mapping.run(sample, bindingsOf(sample))
    return value === undefined ? {} : { value }
  } catch (error) {
    return { problem: shownProblem(toProblem(error)) }
  }
}

interface Lone {
  id: string
  row: MappingRow
  targets: string[]
}

/** Every row at every depth, alone in its loops. */
function loneRows(rows: Mapping['rows']): Lone[] {
  return rows.flatMap((row) => {
    const inner = loneRows(row.rows ?? []).map((lone) => ({ ...lone, row: { ...row, rows: [lone.row] }, targets: [row.target, ...lone.targets] }))
    return [{ id: row.id, row, targets: [row.target] }, ...inner]
  })
}

/** The value at a target path; below a loop, those of all its elements. */
function valueAt(value: unknown, target: string): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => valueAt(element, target))
  const segments = parseTargetPath(target)
  if (typeof segments === 'string') return undefined
  return segments.reduce<unknown>(
    (here, segment) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, segment) ? (here as Record<string | number, unknown>)[segment] : undefined,
    value,
  )
}
