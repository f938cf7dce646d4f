import jsonata from 'jsonata'
import { EXTRA_FUNCTIONS } from '../../server/expression/functions.ts'

/** What the library makes of an expression: the plain value, or that it failed. */
export type OracleResult = { readonly value: unknown } | { readonly code: unknown }

/** The library as it is, with one expression; it gets copies of inputs and bindings. */
export function openLibrary(text: string): (input: unknown, bindings?: Record<string, unknown>) => Promise<OracleResult> {
  const program = parse(text)
  return async (input, bindings = {}) => {
    if ('code' in program) return program
    try {
      return { value: plain(await program.evaluate(copy(input), copy(bindings) as Record<string, unknown>)) }
    } catch (error) {
      return { code: codeOf(error) }
    }
  }
}

function parse(text: string): jsonata.Expression | { code: unknown } {
  try {
    const program = jsonata(text)
    for (const extra of EXTRA_FUNCTIONS) program.registerFunction(extra.name, extra.run, extra.signature)
    return program
  } catch (error) {
    return { code: codeOf(error) }
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

/** Runs the library as it is, on its own copy of the input. */
export function askLibrary(text: string, input: unknown, bindings: Record<string, unknown> = {}): Promise<OracleResult> {
  return openLibrary(text)(input, bindings)
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
