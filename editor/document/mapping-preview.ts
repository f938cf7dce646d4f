import type { PreviewResult } from '../../server/model/api-view.ts'
import { formatPath, type PathStep } from './mapping-path.ts'
import type { PlacedRow } from './mapping-rows.ts'

export type PreviewProblem = NonNullable<PreviewResult['samples'][number]['problem']>

/** What one row gives for one sample. */
export interface PreviewCell {
  /** Short text of the value; empty when there is none. */
  text: string
  problem: PreviewProblem | undefined
  /** The text of the result that is compared with, when it was another one. */
  was: string | undefined
}

export interface PreviewLine {
  row: string
  /** Path of the target field. */
  target: string
  /** A value is wanted for every sample; not so in a loop, which may run over nothing. */
  required: boolean
  cells: PreviewCell[]
}

/** The table rows x samples. Loops have no line of their own, their fields show the values of all elements. `before` is the result to compare with. */
export function previewLines(placed: readonly PlacedRow[], result: PreviewResult, before: PreviewResult | undefined): PreviewLine[] {
  const problems = result.samples.map((sample) => new Map(sample.rows.flatMap((row) => (row.problem ? [[row.row, row.problem] as const] : []))))
  const shown = placed.filter(({ row }) => row.from.kind !== 'each' || result.samples.some((_, i) => problems[i]?.has(row.id)))
  return shown.map((one) => ({
    row: one.row.id,
    target: formatPath(one.target),
    required: one.row.required === true && one.loops.length === 0,
    cells: result.samples.map((sample, i): PreviewCell => {
      const text = rowText(sample, one)
      const old = before?.samples[i]
      const was = old && rowText(old, one)
      return { text, problem: problems[i]?.get(one.row.id), was: was === text ? undefined : was }
    }),
  }))
}

/** What a row gives for a sample: from the whole result, or from the row alone when there is no whole one. Inside loops the values of all elements. */
export function rowText(sample: PreviewResult['samples'][number], { row, target, loops }: PlacedRow): string {
  if (sample.value !== undefined) return valuesAt(sample.value, target).map(shortText).join(' · ')
  const alone = sample.rows.find((one) => one.row === row.id)?.value
  return loops.length > 0 && Array.isArray(alone)
    ? alone
        .flat(loops.length - 1)
        .filter((value) => value !== undefined && value !== null)
        .map(shortText)
        .join(' · ')
    : shortText(alone)
}

/** All values at a path; a name is looked up in every element of a list. */
export function valuesAt(value: unknown, path: readonly PathStep[]): unknown[] {
  const [step, ...rest] = path
  if (step === undefined) return value === undefined ? [] : [value]
  if (Array.isArray(value)) return typeof step === 'number' ? valuesAt(value.at(step), rest) : value.flatMap((element) => valuesAt(element, path))
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, String(step))) return []
  return valuesAt((value as Record<string, unknown>)[String(step)], rest)
}

/** A value in at most 80 characters. */
export function shortText(value: unknown): string {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
