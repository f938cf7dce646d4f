import { leftOf, required, type AstNode } from '../ast.ts'
import { mayBe, TYPE, unsupported, type Code } from './code.ts'
import type { Emitter, Place } from './emitter.ts'

interface Operator {
  readonly helper: string
  readonly type: number
  /** The result is missing where an operand is. */
  readonly optional?: boolean
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': { helper: 'add', type: TYPE.number, optional: true },
  '-': { helper: 'subtract', type: TYPE.number, optional: true },
  '*': { helper: 'multiply', type: TYPE.number, optional: true },
  '/': { helper: 'divide', type: TYPE.number, optional: true },
  '%': { helper: 'remainder', type: TYPE.number, optional: true },
  '<': { helper: 'less', type: TYPE.boolean, optional: true },
  '<=': { helper: 'lessOrEqual', type: TYPE.boolean, optional: true },
  '>': { helper: 'greater', type: TYPE.boolean, optional: true },
  '>=': { helper: 'greaterOrEqual', type: TYPE.boolean, optional: true },
  '=': { helper: 'same', type: TYPE.boolean },
  '!=': { helper: 'different', type: TYPE.boolean },
  in: { helper: 'within', type: TYPE.boolean },
  '&': { helper: 'concat', type: TYPE.string },
}

/** A JavaScript condition for the effective boolean value. */
export function truthOf(emitter: Emitter, code: Code): string {
  if (!mayBe(code, TYPE.any & ~TYPE.boolean)) return code.js
  if (!mayBe(code, TYPE.any & ~(TYPE.boolean | TYPE.missing))) return `(${code.js}===true)`
  return `${emitter.helper('truth')}(${code.js})`
}

export function emitBinary(emitter: Emitter, node: AstNode, place: Place): Code {
  const symbol = String(node.value)
  const left = emitter.value(leftOf(node), place)
  const right = emitter.value(required(node, 'rhs'), place)
  if (symbol === 'and' || symbol === 'or')
    return { js: `(${truthOf(emitter, left)}${symbol === 'and' ? '&&' : '||'}${truthOf(emitter, right)})`, type: TYPE.boolean }
  if (symbol === '..') return { js: `${emitter.helper('range')}(${left.js},${right.js})`, type: TYPE.any, loose: true }
  const operator = Object.hasOwn(OPERATORS, symbol) ? OPERATORS[symbol] : undefined
  if (!operator) return unsupported(`the operator ${symbol}`)
  const missing = operator.optional ? (left.type | right.type) & TYPE.missing : 0
  return { js: emitOperator(emitter, { symbol, helper: emitter.helper(operator.helper), sides: [left, right] }, place), type: operator.type | missing }
}

/** Operators that JavaScript does in the same way on numbers; `/` only by a constant, since a number through Infinity is 0. */
const ON_NUMBERS = new Set(['+', '-', '*', '/', '<', '<=', '>', '>='])
const NUMBER = /^-?\d+(\.\d+)?$/

/** On two numbers what JavaScript does, where that gives a number in range; all else is left to the runtime. */
function emitOperator(emitter: Emitter, operator: { symbol: string; helper: string; sides: readonly Code[] }, place: Place): string {
  const { symbol, helper, sides } = operator
  const general = `${helper}(${sides.map(({ js }) => js).join()})`
  if (!ON_NUMBERS.has(symbol) || !sides.every((side) => mayBe(side, TYPE.number))) return general
  if (symbol === '/' && !Number(sides[1]?.js)) return general
  const operands = sides.map(({ js }) => (NUMBER.test(js) ? { js, set: '', check: '' } : operandOf(js, emitter.temp(place))))
  const names = operands.map(({ js }) => js)
  const plain = names.join(` ${symbol} `)
  const checks = operands.map(({ check }) => check).join('')
  const sets = operands.map(({ set }) => set).join('')
  if (OPERATORS[symbol]?.type === TYPE.boolean) return `(${sets}${checks}true?${plain}:${helper}(${names.join()}))`
  const result = emitter.temp(place)
  return `(${sets}${checks}(${result}=${plain})-${result}===0?${result}:${helper}(${names.join()}))`
}

const operandOf = (js: string, name: string): { js: string; set: string; check: string } => ({
  js: name,
  set: `${name}=${js},`,
  check: `typeof ${name}==='number'&&`,
})

export function emitNegation(emitter: Emitter, node: AstNode, place: Place): Code {
  const operand = emitter.value(required(node, 'expression'), place)
  return { js: `${emitter.helper('negate')}(${operand.js})`, type: TYPE.number | (operand.type & TYPE.missing) }
}

/** `a ? b : c`, also made of `?:` and `??`. `branch` emits the two results. */
export function emitCondition(emitter: Emitter, node: AstNode, at: { place: Place; branch: (node: AstNode) => Code }): Code {
  const condition = emitter.value(required(node, 'condition'), at.place)
  const then = at.branch(required(node, 'then'))
  const otherwise: Code = node.else ? at.branch(node.else) : { js: 'undefined', type: TYPE.missing }
  const type = then.type | otherwise.type
  return { js: `(${truthOf(emitter, condition)}?${then.js}:${otherwise.js})`, type, loose: (type & TYPE.array) !== 0 }
}
