const LONGEST_TEXT = 500
const DEEPEST = 20
const CUT = '…'

/** A copy of a value that is small enough to be shown: long texts, and what goes beyond `parts`, are cut; an ellipsis stands for what is left out. */
export function clipValue(value: unknown, parts: number): unknown {
  return clip(value, { parts }, 0)
}

function clip(value: unknown, left: { parts: number }, depth: number): unknown {
  if (typeof value === 'string' && value.length > LONGEST_TEXT) return value.slice(0, LONGEST_TEXT) + CUT
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) return CUT
  const entries: [string, unknown][] = []
  for (const [key, entry] of Object.entries(value)) {
    if (left.parts-- <= 0) {
      entries.push([CUT, CUT])
      break
    }
    entries.push([key, clip(entry, left, depth + 1)])
  }
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries)
}
