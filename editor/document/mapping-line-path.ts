import type { Mapping } from '../../server/model/mapping.ts'
import type { Field } from './mapping-fields.ts'
import { formatPath, namesOf, type PathStep, startsWith } from './mapping-path.ts'
import { loopAround, placeRows } from './mapping-rows.ts'

type Fields = ReadonlyMap<string, Field>

const listsAt = (fields: Fields, steps: readonly PathStep[]): number => fields.get(formatPath(namesOf(steps)))?.lists ?? 0

/** Lists above `target` that neither a loop (`covered`) nor a position settles, outermost first. */
export function openLists(targets: Fields, target: readonly PathStep[], covered: readonly PathStep[]): PathStep[][] {
  const open: PathStep[][] = []
  for (let i = covered.length + 1; i < target.length; i += 1) {
    const list = target.slice(0, i)
    const settled = typeof list.at(-1) === 'number' || typeof target[i] === 'number'
    if (!settled && listsAt(targets, list) > 0) open.push(list)
  }
  return open
}

/** The target with the first position for every list that is still open: `emails.value` -> `emails[0].value`. */
export function firstElements(targets: Fields, target: readonly PathStep[], covered: readonly PathStep[]): PathStep[] {
  const open = new Set(openLists(targets, target, covered).map((list) => list.length))
  return target.flatMap((step, i) => (open.has(i + 1) ? [step, 0] : [step]))
}

/** The lists on the way to a source field below `base`, the field itself included, outermost first. */
export function listsOnTheWay(sources: Fields, source: Field, base: readonly PathStep[]): Field[] {
  const from = startsWith(source.steps, base) ? base.length : 0
  return source.steps.flatMap((_, i) => {
    const field = i < from ? undefined : sources.get(formatPath(source.steps.slice(0, i + 1)))
    return field && field.lists > 0 ? [field] : []
  })
}

export interface LinePath {
  text: string
  /** A plain path; otherwise an expression (`$`, `$root.…`). */
  plain: boolean
}

/**
 * How a row at `target` writes the path to `source`: relative to the loop around it, or from `$root` when the source lies elsewhere.
 * With `one`, lists on the way are read at their first element.
 */
export function linePath(mapping: Mapping, line: { source: Field; target: readonly PathStep[]; sources: Fields; one: boolean }): LinePath {
  const { source, sources, one } = line
  const loop = loopAround(placeRows(mapping), line.target)
  const base = loop?.element ?? []
  const inside = startsWith(source.steps, base)
  const from = inside ? base.length : 0
  const steps = source.steps
    .slice(from)
    .flatMap((step, i) => (one && (sources.get(formatPath(source.steps.slice(0, from + i + 1)))?.lists ?? 0) > 0 ? [step, 0] : [step]))
  if (!inside) return { text: `$root.${formatPath(steps)}`, plain: false }
  return { text: formatPath(steps), plain: steps.length > 0 }
}
