const DEEPEST = 200

/** Bytes beyond which nothing is counted: parts that are used again and again make a small value in memory a huge one as text. */
export const MOST_BYTES = 100_000_000

/**
 * About how many bytes a value takes as JSON: text counts one byte per UTF-16 unit, escapes do not count. What is nested deeper than 200 levels is
 * left out. Of a value beyond `MOST_BYTES` only that it is beyond.
 */
export function jsonSize(value: unknown, depth = 0): number {
  switch (typeof value) {
    case 'string':
      return value.length + 2
    case 'number':
      return numberSize(value)
    case 'boolean':
      return value ? 4 : 5
    case 'object':
      return value === null ? 4 : depth >= DEEPEST ? 0 : Array.isArray(value) ? listSize(value, depth) : objectSize(value as Record<string, unknown>, depth)
    default:
      return 0
  }
}

function listSize(list: readonly unknown[], depth: number): number {
  let size = list.length === 0 ? 2 : list.length + 1
  for (const element of list) {
    size += jsonSize(element, depth + 1)
    if (size > MOST_BYTES) return size
  }
  return size
}

function objectSize(object: Readonly<Record<string, unknown>>, depth: number): number {
  let size = 1
  // Faster than a list of the keys; JSON data inherit nothing that would be listed.
  for (const key in object) {
    const value = object[key]
    if (value !== undefined) size += key.length + 4 + jsonSize(value, depth + 1)
    if (size > MOST_BYTES) return size
  }
  return Math.max(2, size)
}

function numberSize(value: number): number {
  if (!Number.isInteger(value)) return String(value).length
  let size = value < 0 ? 2 : 1
  for (let rest = Math.abs(value); rest >= 10 && size < 24; rest /= 10) size++
  return size
}
