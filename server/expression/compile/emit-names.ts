import type { PathStep } from '../plain-path.ts'
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

/** A hoisted function for a path of names and elements; wherever it meets a list that no element is named of, `general` does the work. */
export function emitElements(emitter: Emitter, steps: readonly PathStep[], general: string): string {
  const isArray = emitter.helper('isArray')
  const reads = steps.map(([name, element], index) => {
    const [value, next] = [`v${index}`, `v${index + 1}`]
    const read = emitter.property(value, name)
    const single = element === 0 ? 'x' : 'undefined'
    const found = element === undefined ? `const ${next}=${read};` : `const ${next}=((x)=>${isArray}(x)?x[${element}]:${single})(${read});`
    return `if(typeof ${value}!=='object'||${value}===null)return undefined;${found}if(${isArray}(${next}))return ${general}(v0);`
  })
  return emitter.hoist('e', `(v0)=>{if(${isArray}(v0))return ${general}(v0);${reads.join('')}return v${steps.length};}`)
}

function loopOver(emitter: Emitter, path: { items: string; keys: readonly string[]; open: boolean }): string {
  const [key] = path.keys
  if (key !== undefined && path.keys.length === 1 && !path.open) return `${emitList(emitter, key)}(${path.items})`
  const getters = emitter.getters(path.keys)
  return path.open ? `${emitter.helper('names')}(${path.items},${getters},false)` : `${emitter.helper('namesValue')}(${path.items},${getters})`
}

/** A hoisted function for the last name of a path over a list: one straight loop while neither elements nor values are lists. */
function emitList(emitter: Emitter, key: string): string {
  const isArray = emitter.helper('isArray')
  const general = `return ${emitter.helper('namesValue')}(list,${emitter.getters([key])});`
  const element = `const o=list[i];if(typeof o!=='object'||o===null)continue;if(${isArray}(o))${general}`
  const read = `const v=${emitter.property('o', key)};if(v===undefined)continue;if(typeof v==='object'&&${isArray}(v))${general}out.push(v);`
  return emitter.hoist('l', `(list)=>{const out=[];for(let i=0;i<list.length;i++){${element}${read}}return ${emitter.helper('valuesOfList')}(out,list);}`)
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
