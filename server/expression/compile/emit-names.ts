import { quote, TYPE, type Code } from './code.ts'
import type { Emitter } from './emitter.ts'

/**
 * A hoisted function for a path of names: straight property reads as long as no array is met, the general loops from there on.
 * It takes the value of the context (or of a leading variable, which differs for constructed arrays only) and gives the collapsed value;
 * with `open` the items for the next step instead.
 */
export function emitNames(emitter: Emitter, keys: readonly string[], open: boolean): string {
  const isArray = emitter.helper('isArray')
  const nothing = open ? '[]' : 'undefined'
  const reads = keys.map((key, index) => {
    const value = `v${index}`
    const items = index === 0 ? value : `${emitter.helper('itemsOfStep')}(${value})`
    const loop = loopOver(emitter, { items, keys: keys.slice(index), open })
    return `if(typeof ${value}!=='object'||${value}===null)return ${nothing};if(${isArray}(${value}))return ${loop};const v${index + 1}=${emitter.property(value, key)};`
  })
  return emitter.hoist('p', `(v0)=>{${reads.join('')}${endOf(emitter, `v${keys.length}`, open)}}`)
}

function loopOver(emitter: Emitter, path: { items: string; keys: readonly string[]; open: boolean }): string {
  const getters = emitter.getters(path.keys)
  return path.open ? `${emitter.helper('names')}(${path.items},${getters},false)` : `${emitter.helper('namesValue')}(${path.items},${getters})`
}

/** A marked array (only ever made by the expression itself) takes part in flattening like any step result. */
function endOf(emitter: Emitter, value: string, open: boolean): string {
  const isArray = emitter.helper('isArray')
  const finish = emitter.helper(open ? 'openName' : 'closeName')
  const rest = open ? `${value}===undefined?[]:[${value}]` : value
  return `return typeof ${value}==='object'&&${isArray}(${value})?${finish}(${value}):${rest};`
}

/** The value of a name path on a JavaScript expression. */
export function namesOn(emitter: Emitter, keys: readonly string[], js: string): Code {
  return { js: `${emitNames(emitter, keys, false)}(${js})`, type: TYPE.any }
}

/** A literal for numbers; the tree holds finite ones only. */
export function numberLiteral(value: unknown): string {
  return Object.is(value, -0) ? '-0' : quote(String(value)).slice(1, -1)
}
