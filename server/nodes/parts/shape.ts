import { safeName } from '../../model/field-errors.ts'

const MOST_PATHS = 200
const MOST_DEPTH = 12
const MOST_ELEMENTS = 20

/**
 * Paths and types of a value, never a value: `order.lines[]: object`. Keys that do not look like field names are written as `*`.
 * At most 200 paths, 12 levels, and the first 20 elements of each list.
 */
export function shapeOf(value: unknown): string[] {
  const lines = new Set<string>()
  collect({ value, path: '$', depth: 0 }, lines)
  return [...lines]
}

function collect({ value, path, depth }: { value: unknown; path: string; depth: number }, lines: Set<string>): void {
  if (lines.size >= MOST_PATHS) return
  lines.add(`${path}: ${typeName(value)}`)
  if (depth >= MOST_DEPTH || typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const element of value.slice(0, MOST_ELEMENTS)) collect({ value: element, path: `${path}[]`, depth: depth + 1 }, lines)
    return
  }
  for (const key of Object.keys(value)) {
    if (lines.size >= MOST_PATHS) return
    collect({ value: (value as Record<string, unknown>)[key], path: `${path}.${safeName(key)}`, depth: depth + 1 }, lines)
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return value === undefined ? 'nothing' : typeof value
}
