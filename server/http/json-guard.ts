import { Problem } from '../model/problem.ts'

/** Containers inside containers that a document may have. */
export const MAX_JSON_DEPTH = 64

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype', '_jsonata_lambda', '_jsonata_function'])

/**
 * Refuses parsed JSON that is nested deeper than `MAX_JSON_DEPTH` (`request.too-deep`) or holds a key that could
 * reach a prototype or pass for a function in an expression (`request.forbidden-key`), in one walk.
 */
export function guardJson(value: unknown, depth = 1): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > MAX_JSON_DEPTH) throw new Problem('request.too-deep', `The JSON is nested deeper than ${MAX_JSON_DEPTH} levels.`)
  if (Array.isArray(value)) {
    for (const entry of value) guardJson(entry, depth + 1)
    return
  }
  // Faster than a list of the keys; parsed JSON inherits nothing that would be listed.
  for (const key in value) {
    if (FORBIDDEN.has(key)) throw new Problem('request.forbidden-key', `The key ${key} is not allowed.`, { at: key })
    guardJson((value as Record<string, unknown>)[key], depth + 1)
  }
}
