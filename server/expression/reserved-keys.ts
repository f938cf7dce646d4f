const RESERVED = ['_jsonata_lambda', '_jsonata_function']

/** True if a value holds an object that the library would take for a function. */
export function hasReservedKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (!Array.isArray(value) && RESERVED.some((key) => Object.hasOwn(value, key))) return true
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null && hasReservedKey(child)) return true
  return false
}

/** A copy of JSON data, for the library: it marks and extends arrays of its input. */
export function copyJson(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? structuredClone(value) : value
}
