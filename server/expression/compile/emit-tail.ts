import { required, type AstNode } from '../ast.ts'
import { TYPE, unsupported, type Code } from './code.ts'
import { emitBlock } from './emit-block.ts'
import { emitCall } from './emit-call.ts'
import { emitCondition } from './emit-operators.ts'
import type { Emitter, Place } from './emitter.ts'

/** The body of a function. The library runs a call in tail position from a trampoline: its result is not collapsed, and it has no context. */
export function emitTail(emitter: Emitter, node: AstNode, place: Place): Code {
  if (node.predicate || node.group || node.keepArray) return wrapped(emitter, emitter.value(node, place), place.wraps ?? 0)
  if (node.type === 'lambda' && node.thunk) return emitThunk(emitter, required(node, 'body'), place)
  const inner = { ...place, wraps: (place.wraps ?? 0) + 1 }
  if (node.type === 'condition') return emitCondition(emitter, node, { place, branch: (branch) => emitter.tail(branch, inner) })
  if (node.type === 'block') return emitBlock(emitter, node, { place: inner, last: emitter.tail })
  return wrapped(emitter, emitter.value(node, place), place.wraps ?? 0)
}

/** A sequence in a sequence collapses once more in each node around. */
function wrapped(emitter: Emitter, code: Code, times: number): Code {
  if ((code.type & TYPE.array) === 0) return code
  return { js: `${`${emitter.helper('collapse')}(`.repeat(times)}${code.js}${')'.repeat(times)}`, type: code.type | TYPE.missing }
}

function emitThunk(emitter: Emitter, call: AstNode, place: Place): Code {
  if (call.group) unsupported('a grouping on the last call of a function')
  return emitCall(emitter, call, { place, tail: true })
}
