import type { CompiledMapping, Expressions } from './expression/expression.ts'
import { checkMapping } from './expression/check-mapping.ts'
import { lostFields } from './expression/lost-fields.ts'
import { parseTargetPath } from './expression/mapping/target-path.ts'
import type { PreviewRequest } from './http/environment.ts'
import type { PreviewResult } from './model/api-view.ts'
import type { Mapping, MappingRow } from './model/mapping.ts'
import { toProblem } from './model/problem.ts'

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
  const rows = loneRows(mapping.rows).map(({ id, row, targets }) => ({ id, targets, mapping: expressions.compileMapping({ ...mapping, rows: [row] }, target) }))
  const previews: SamplePreview[] = []
  for (const sample of samples) previews.push(await previewSample(whole, rows, sample))
  const findings = checkMapping(mapping, { source, target, expressions })
  const lost = source ? lostFields(mapping, source, expressions) : []
  const shown = whole.rows.map(({ id, mode, reads, copies }) => ({ row: id, mode, reads: [...reads.paths], copies: [...copies], everything: reads.everything }))
  return { samples: previews, findings, lost, rows: shown }
}

async function previewSample(whole: CompiledMapping, rows: readonly LoneRow[], sample: unknown): Promise<SamplePreview> {
  const shown: SamplePreview['rows'] = []
  for (const { id, mapping, targets } of rows) {
    const { value, problem } = await attempt(mapping, sample)
    const at = targets.reduce(valueAt, value)
    shown.push({ row: id, ...(at !== undefined && { value: at }), ...(problem && { problem }) })
  }
  return { ...(await attempt(whole, sample)), rows: shown }
}

async function attempt(mapping: CompiledMapping, sample: unknown): Promise<Pick<SamplePreview, 'value' | 'problem'>> {
  try {
    // A sample stands for the message on the wire and for the first message of the run.
    const value = await mapping.run(sample, { input: sample, meta: {} })
    return value === undefined ? {} : { value }
  } catch (error) {
    const { code, detail, at } = toProblem(error)
    return { problem: { code, detail, ...(at !== undefined && { at }) } }
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
