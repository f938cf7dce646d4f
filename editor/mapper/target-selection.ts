import { formatPath, parseTarget, type PathStep, startsWith } from '../document/mapping-path.ts'
import type { PlacedRow } from '../document/mapping-rows.ts'

/** How a field is added to the chosen ones: alone, on or off, or with all between it and where the choice began. */
export type ChoiceMode = 'only' | 'toggle' | 'range'

export interface Choice {
  /** Where a range begins. */
  anchor: string | undefined
  /** The field that was chosen last. */
  last: string | undefined
  keys: ReadonlySet<string>
}

export const NO_CHOICE: Choice = { anchor: undefined, last: undefined, keys: new Set() }

/** The choice after a click or a key; `shown` are the keys of the tree from top to bottom. */
export function choose(choice: Choice, shown: readonly string[], { key, mode }: { key: string; mode: ChoiceMode }): Choice {
  if (mode === 'toggle') {
    const keys = new Set(choice.keys)
    if (!keys.delete(key)) keys.add(key)
    return { anchor: key, last: key, keys }
  }
  const from = choice.anchor === undefined ? -1 : shown.indexOf(choice.anchor)
  const to = shown.indexOf(key)
  if (mode === 'only' || from < 0 || to < 0) return { anchor: key, last: key, keys: new Set([key]) }
  return { ...choice, last: key, keys: new Set(shown.slice(Math.min(from, to), Math.max(from, to) + 1)) }
}

/** The rows of chosen fields: those that write them, and those below an object of which no part is chosen by itself. */
export function chosenRows(placed: readonly PlacedRow[], keys: ReadonlySet<string>): Set<string> {
  const paths = [...keys].map(stepsOf)
  const whole = paths.filter((path) => !paths.some((other) => other.length > path.length && startsWith(other, path)))
  const parts = new Set(keys)
  return new Set(placed.filter(({ target }) => parts.has(formatPath(target)) || whole.some((path) => startsWith(target, path))).map(({ row }) => row.id))
}

const stepsOf = (key: string): PathStep[] => parseTarget(key)
