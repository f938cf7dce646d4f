import { spend, type Fuel } from './fuel.ts'
import { emptySequence, markSequence, type Sequence } from './sequence.ts'

function flattenDeep(value: unknown, out: unknown[]): unknown[] {
  if (Array.isArray(value)) for (const element of value) flattenDeep(element, out)
  else out.push(value)
  return out
}

/** `*` and `**`. */
export function createWildcards(fuel: Fuel) {
  function wildcard(context: unknown): unknown {
    const wrapped = Array.isArray(context) && (context as Sequence).outerWrapper === true && context.length > 0
    const input: unknown = wrapped ? context[0] : context
    if (typeof input !== 'object' || input === null) return emptySequence()
    const values = Object.values(input)
    const out = values.flatMap((value: unknown) => (Array.isArray(value) ? flattenDeep(value, []) : [value]))
    spend(fuel, out.length)
    // The library joins with `concat`, which loses the mark, as soon as one value is an array.
    return values.some((value) => Array.isArray(value)) ? out : markSequence(out)
  }

  function descendants(input: unknown): unknown {
    if (input === undefined) return undefined
    const out = emptySequence()
    const visit = (value: unknown): void => {
      spend(fuel, 1)
      if (!Array.isArray(value)) out.push(value)
      if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) visit(child)
    }
    visit(input)
    return out.length === 1 ? out[0] : out
  }

  return { wildcard, descendants }
}
