/** The types that a value can have, as a set of bits; lets the emitters leave out checks. */
export const TYPE = { string: 1, number: 2, boolean: 4, null: 8, object: 16, array: 32, missing: 64, any: 127 } as const

/** A JavaScript expression for the value of a node. */
export interface Code {
  readonly js: string
  /** Bits of `TYPE`. */
  readonly type: number
  /** May be a sequence that has still to be collapsed. */
  readonly loose?: boolean
}

/** Thrown where a construct is left to the library. The message is the reason. */
export class Unsupported extends Error {}

/** Leaves the expression to the library. */
export function unsupported(reason: string): never {
  throw new Unsupported(reason)
}

/** A JavaScript string literal. The only way in which names and texts of an expression get into code. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (char) => (char === '\u2028' ? '\\u2028' : '\\u2029'))
}

/** Keys that every object inherits or that the marks of sequences use: they need a check that the key is the object's own. */
const INHERITED = new Set([...Object.getOwnPropertyNames(Object.prototype), '__proto__'])

/** Must code that reads this key look whether it is the object's own? */
export const isInherited = (key: string): boolean => INHERITED.has(key)

/** Code that reads an own property of an object that is neither null nor an array; it may call `hasOwn`. */
export function propertyOf(object: string, key: string): string {
  const name = quote(key)
  return isInherited(key) ? `(hasOwn(${object},${name})?${object}[${name}]:undefined)` : `${object}[${name}]`
}

/** Can the value be of one of these types? */
export function mayBe(code: Code, types: number): boolean {
  return (code.type & types) !== 0
}
