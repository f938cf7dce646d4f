import jsonata from 'jsonata'
import { EXTRA_FUNCTIONS } from '../../server/expression/functions.ts'

/** What the library makes of an expression: the plain value, or that it failed. */
export type OracleResult = { readonly value: unknown } | { readonly code: unknown }

/** Runs the library as it is, on its own copy of the input. */
export async function askLibrary(text: string, input: unknown, bindings: Record<string, unknown> = {}): Promise<OracleResult> {
  try {
    const program = jsonata(text)
    for (const extra of EXTRA_FUNCTIONS) program.registerFunction(extra.name, extra.run, extra.signature)
    return { value: plain(await program.evaluate(copy(input), copy(bindings) as Record<string, unknown>)) }
  } catch (error) {
    return { code: (error as { code?: unknown }).code }
  }
}

/** A deep copy of JSON data. */
export function copy(value: unknown): unknown {
  return value === undefined ? undefined : structuredClone(value)
}

/** Without the library's marks, functions and null prototypes. */
export function plain(value: unknown): unknown {
  if (typeof value === 'function') return undefined
  if (Array.isArray(value)) return Array.from(value, plain)
  if (typeof value !== 'object' || value === null) return value
  if (Object.hasOwn(value, '_jsonata_lambda') || Object.hasOwn(value, '_jsonata_function')) return undefined
  const out = {}
  for (const [key, member] of Object.entries(value))
    Object.defineProperty(out, key, { value: plain(member), enumerable: true, configurable: true, writable: true })
  return out
}
