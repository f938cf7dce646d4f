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
  required: boolean
  cells: PreviewCell[]
}

/** The table rows x samples. Loops have no line of their own, their fields show the values of all elements. `before` is the result to compare with. */
export function previewLines(placed: readonly PlacedRow[], result: PreviewResult, before: PreviewResult | undefined): PreviewLine[] {
  const problems = result.samples.map((sample) => new Map(sample.rows.flatMap((row) => (row.problem ? [[row.row, row.problem] as const] : []))))
  const values = result.samples.map((sample) => new Map(sample.rows.map((row) => [row.row, row.value])))
  const shown = placed.filter(({ row }) => row.from.kind !== 'each' || result.samples.some((_, i) => problems[i]?.has(row.id)))
  return shown.map(({ row, target }) => ({
    row: row.id,
    target: formatPath(target),
    required: row.required === true,
    cells: result.samples.map((sample, i): PreviewCell => {
      const text = sample.value === undefined ? shortText(values[i]?.get(row.id)) : textAt(sample.value, target)
      const old = before?.samples[i]
      const was = old && old.value !== undefined ? textAt(old.value, target) : undefined
      return { text, problem: problems[i]?.get(row.id), was: was === undefined || was === text ? undefined : was }
    }),
  }))
}

const textAt = (value: unknown, path: readonly PathStep[]): string => valuesAt(value, path).map(shortText).join(' · ')

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
