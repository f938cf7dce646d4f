import { nameOf, pairsOf, type AstNode } from '../ast.ts'
import { mayBe, quote, TYPE, unsupported, type Code } from './code.ts'
import { emitGroup } from './emit-path.ts'
import type { Emitter, Place } from './emitter.ts'

/** Code that may stand twice. */
const CONSTANT = /^("[^"\\]*"|-?\d+(\.\d+)?|true|false|null)$/

const RESERVED = new Set(['_jsonata_lambda', '_jsonata_function', '__proto__'])

/** `[a, b]`: arrays are spread, except those written as array constructors. */
export function emitArray(emitter: Emitter, node: AstNode, place: Place): Code {
  const elements = (node.expressions ?? []).map((element) => {
    if (element.type === 'bind') unsupported('a binding inside an array')
    return { code: emitter.value(element, place), whole: element.value === '[' }
  })
  const plain = elements.every(({ code, whole }) => !mayBe(code, whole ? TYPE.missing : TYPE.missing | TYPE.array))
  const values = `[${elements.map(({ code }) => code.js).join()}]`
  const js = plain ? values : `${emitter.helper('array')}(${values},${emitter.hoist('W', `[${elements.map(({ whole }) => String(whole)).join()}]`)})`
  return { js: node.consarray ? `${emitter.helper('markConstructed')}(${js})` : js, type: TYPE.array }
}

/** `{ "a": b }`: with constant keys one object literal, else like a group-by over the context. */
export function emitObject(emitter: Emitter, node: AstNode, place: Place): Code {
  const pairs = pairsOf(node)
  if (pairs.some(([key, value]) => key.type === 'bind' || value.type === 'bind')) unsupported('a binding inside an object')
  const constant = pairs.every(([key]) => key.type === 'string' && !key.predicate && !key.group)
  if (!constant) return emitGroup(emitter, { input: emitter.context(place), pairs }, place)
  const keys = pairs.map(([key]) => nameOf(key))
  if (new Set(keys).size !== keys.length) unsupported('an object with the same key twice')
  if (keys.some((key) => RESERVED.has(key))) unsupported('an object with a reserved key')
  return emitLiteral(emitter, { keys, values: pairs.map(([, value]) => value) }, place)
}

function emitLiteral(emitter: Emitter, object: { keys: readonly string[]; values: readonly AstNode[] }, place: Place): Code {
  const context = emitter.temp(place)
  const inner = { ...place, context }
  const isArray = emitter.helper('isArray')
  const outer = emitter.context(place)
  const start = `${context}=${isArray}(${outer})?${emitter.helper('objectContext')}(${outer}):${outer}`
  const sets: string[] = []
  const values = object.values.map((value) => {
    const code = emitter.value(value, inner)
    if (CONSTANT.test(code.js)) return { js: code.js, optional: false }
    const temp = emitter.temp(place)
    sets.push(`${temp}=${code.js}`)
    return { js: temp, optional: mayBe(code, TYPE.missing) }
  })
  const literal = `{${object.keys.map((key, index) => `${quote(key)}:${values[index]?.js ?? 'undefined'}`).join()}}`
  const optional = values.filter((value) => value.optional).map((value) => `${value.js}!==undefined`)
  if (optional.length === 0) return { js: `(${[start, ...sets, literal].join()})`, type: TYPE.object }
  return { js: `(${[start, ...sets].join()},${present(emitter, { keys: object.keys, values, optional, literal })})`, type: TYPE.object }
}

/** The literal where all values are there; the general builder otherwise. */
function present(
  emitter: Emitter,
  object: { keys: readonly string[]; values: readonly { js: string }[]; optional: readonly string[]; literal: string },
): string {
  const keys = emitter.hoist('K', `[${object.keys.map(quote).join()}]`)
  return `(${object.optional.join('&&')}?${object.literal}:${emitter.helper('object')}(${keys},[${object.values.map((value) => value.js).join()}]))`
}
