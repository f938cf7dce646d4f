import { childrenOf, type AstNode } from './ast.ts'
import { spend, type Fuel } from './runtime/fuel.ts'
import type { Sequence } from './runtime/sequence.ts'
import { setOwn } from './runtime/values.ts'

const isMarked = (array: Sequence): boolean => array.sequence === true || array.keepSingleton === true || array.cons === true

/** A function of the expression itself; as a result it is nothing. */
const isFunction = (value: object): boolean => Object.hasOwn(value, '_jsonata_lambda') || Object.hasOwn(value, '_jsonata_function')

/**
 * The value as plain JSON data: arrays without the library's marks, objects with the ordinary prototype. Parts that are plain already are
 * shared with the input; marked arrays and objects around them are made by the evaluation itself and are completed in place.
 */
export function plainValue(value: unknown, fuel: Fuel): unknown {
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (isFunction(value)) return undefined
  spend(fuel, 1)
  if (Array.isArray(value)) return plainArray(value, fuel)
  return Object.getPrototypeOf(value) === Object.prototype ? plainMembers(value as Record<string, unknown>, fuel) : copyObject(value, fuel)
}

function plainArray(array: Sequence, fuel: Fuel): unknown[] {
  const target = isMarked(array) ? array.slice() : array
  for (let index = 0; index < target.length; index++) {
    const element = target[index]
    if ((typeof element !== 'object' && typeof element !== 'function') || element === null) continue
    const plain = plainValue(element, fuel)
    if (plain !== element) target[index] = plain
  }
  return target
}

function plainMembers(object: Record<string, unknown>, fuel: Fuel): unknown {
  for (const key of Object.keys(object)) {
    const member = object[key]
    if ((typeof member !== 'object' && typeof member !== 'function') || member === null) continue
    const plain = plainValue(member, fuel)
    if (plain !== member) setOwn(object, key, plain)
  }
  return object
}

function copyObject(object: object, fuel: Fuel): unknown {
  const copy = {}
  for (const [key, member] of Object.entries(object)) setOwn(copy, key, plainValue(member, fuel))
  return copy
}

const COPYING = new Set(['path', 'name', 'string', 'number', 'value', 'binary', 'variable', 'condition', 'sort'])

/** True for an expression that builds nothing: its value is a part of the input, or one list of such parts. */
export function copiesInput(ast: AstNode): boolean {
  return COPYING.has(ast.type) && !ast.group && childrenOf(ast).every(copiesInput)
}

/** The value of an expression that builds nothing, without the mark of a sequence. */
export function unmarked(value: unknown): unknown {
  return Array.isArray(value) && isMarked(value) ? value.slice() : value
}
