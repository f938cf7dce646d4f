import { propertyOf, quote } from '../compile/code.ts'
import type { PathStep } from '../plain-path.ts'

/** A row whose value can be read without evaluating anything. */
export type SimpleSource =
  | { readonly kind: 'path'; readonly steps: readonly PathStep[] }
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }

/** Stands for the value of a row that has to be evaluated. */
export const UNREAD = Symbol('unread')

/** Where paths lead from here: names of an object, elements of a list. */
interface PathNode {
  readonly rows: number[]
  readonly names: Map<string, PathNode>
  readonly elements: Map<number, PathNode>
}

const createNode = (): PathNode => ({ rows: [], names: new Map(), elements: new Map() })

function childOf<K>(children: Map<K, PathNode>, key: K): PathNode {
  const known = children.get(key) ?? createNode()
  children.set(key, known)
  return known
}

/**
 * Code that reads the values of all simple rows of an input `o` into variables `v0`, `v1`, ...; what paths have in common is read once. It follows
 * a path where objects and lists are just as it says, and gives nothing (undefined) where a field is missing, as JSONata does. Other rows, and those
 * whose path meets a list where one value is meant, are UNREAD, which is `U` in the code: they are left to JSONata, whose rules then count.
 */
export function readingCode(sources: readonly (SimpleSource | undefined)[]): string {
  const top = createNode()
  const start = sources.map((source, row) => {
    if (source?.kind !== 'path') return `v${row}=${source ? constantCode(source.value) : 'U'}`
    let node = top
    for (const [name, index] of source.steps) {
      node = childOf(node.names, name)
      if (index !== undefined) node = childOf(node.elements, index)
    }
    node.rows.push(row)
    return `v${row}`
  })
  return `${start.length > 0 ? `let ${start.join()};` : ''}${namesCode(top, 'o')}`
}

const constantCode = (value: string | number | boolean | null): string => (typeof value === 'string' ? quote(value) : String(value))

/** The names below a value, which is in the variable `value`; further variables are named after it. */
function namesCode({ names }: PathNode, value: string): string {
  if (names.size === 0) return ''
  const children = [...names].map(([name, child], index) => {
    const own = `${value}_${index}`
    return `const ${own}=${propertyOf(value, name)};${store(child.rows, own)}${elementsCode(child, own)}${namesCode(child, own)}`
  })
  const below = [...names.values()].flatMap(rowsBelow)
  return `if(typeof ${value}==='object'&&${value}!==null){if(isArray(${value})){${store(below, 'U')}}else{${children.join('')}}}`
}

/** The only value where there is no list is its element 0. A list as element would be joined with others. */
function elementsCode({ elements }: PathNode, value: string): string {
  return [...elements]
    .map(([index, child]) => {
      const own = `${value}e${index}`
      const single = index === 0 ? value : 'undefined'
      const read = `const ${own}=isArray(${value})?${value}[${index}]:${single};`
      return `${read}if(isArray(${own})){${store(rowsBelow(child), 'U')}}else{${store(child.rows, own)}${namesCode(child, own)}}`
    })
    .join('')
}

const store = (rows: readonly number[], js: string): string => (rows.length === 0 ? '' : `${rows.map((row) => `v${row}=`).join('')}${js};`)

function rowsBelow({ rows, names, elements }: PathNode): number[] {
  return [...rows, ...[...names.values(), ...elements.values()].flatMap(rowsBelow)]
}
