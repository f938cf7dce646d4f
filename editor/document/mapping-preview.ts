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
  /** No row writes the field any more; the mapping that is compared with does. */
  removed: boolean
  cells: PreviewCell[]
}

/** The result of another mapping over the same samples, to compare with. */
export interface PreviewBefore {
  result: PreviewResult
  /** The rows of that mapping; those whose targets are no longer written get a line as well. Left out: no such lines. */
  placed?: readonly PlacedRow[]
}

/** The table rows x samples. Loops have no line of their own, their fields show the values of all elements. */
export function previewLines(placed: readonly PlacedRow[], result: PreviewResult, before: PreviewBefore | undefined): PreviewLine[] {
  const problems = result.samples.map((sample) => new Map(sample.rows.flatMap((row) => (row.problem ? [[row.row, row.problem] as const] : []))))
  const shown = placed.filter(({ row }) => row.from.kind !== 'each' || result.samples.some((_, i) => problems[i]?.has(row.id)))
  const written = new Set(placed.map(({ target }) => formatPath(target)))
  const removed = (before?.placed ?? []).filter(({ row, target }) => row.from.kind !== 'each' && !written.has(formatPath(target)))
  return [...shown, ...removed].map((one) => ({
    row: one.row.id,
    target: formatPath(one.target),
    required: one.row.required === true && one.loops.length === 0,
    removed: removed.includes(one),
    cells: result.samples.map((sample, i): PreviewCell => {
      const values = rowValues(sample, one)
      const old = before?.result.samples[i]
      const oldValues = old && rowValues(old, one)
      const was = oldValues === undefined || JSON.stringify(oldValues) === JSON.stringify(values) ? undefined : textOf(oldValues)
      return { text: textOf(values), problem: problems[i]?.get(one.row.id), was }
    }),
  }))
}

/** How many cells differ from what they are compared with, and of how many. */
export function countDifferences(lines: readonly PreviewLine[]): { different: number; of: number } {
  const cells = lines.flatMap((line) => line.cells)
  return { different: cells.filter(({ was }) => was !== undefined).length, of: cells.length }
}

/** What a row gives for a sample, in a few words. */
export const rowText = (sample: PreviewResult['samples'][number], placed: PlacedRow): string => textOf(rowValues(sample, placed))

const textOf = (values: readonly unknown[]): string => values.map(shortText).join(' · ')

/** From the whole result, or from the row alone when there is no whole one. Inside loops the values of all elements. */
function rowValues(sample: PreviewResult['samples'][number], { row, target, loops }: PlacedRow): unknown[] {
  if (sample.value !== undefined) return valuesAt(sample.value, target)
  const alone = sample.rows.find((one) => one.row === row.id)?.value
  if (loops.length > 0 && Array.isArray(alone)) return alone.flat(loops.length - 1).filter((value) => value !== undefined && value !== null)
  return alone === undefined ? [] : [alone]
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
