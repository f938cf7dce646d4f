import { quote } from '../compile/code.ts'
import type { TargetSegment } from './target-path.ts'

/** The shape of the target: leaves are the numbers of the rows whose values stand there. */
export type TargetTree =
  | { kind: 'leaf'; row: number }
  | { kind: 'object'; fields: Map<string, TargetTree> }
  | { kind: 'array'; elements: Map<number, TargetTree> }

/** Makes the target value of the values of the rows; a missing value (undefined) leaves out its field. */
export type TargetBuilder = (values: readonly unknown[]) => unknown

/** Puts a row into the tree. Says what is wrong if another row stands in the way. */
export function addTarget(tree: TargetTree, segments: readonly TargetSegment[], row: number): string | undefined {
  let current = tree
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1]
    const made: TargetTree =
      next === undefined ? { kind: 'leaf', row } : typeof next === 'number' ? { kind: 'array', elements: new Map() } : { kind: 'object', fields: new Map() }
    const children = childrenOf(current, segment)
    if (!children) return 'another row writes this place as a value of another kind'
    const known = children.get(segment)
    if (known && (made.kind === 'leaf' || known.kind !== made.kind)) return 'another row writes the same place'
    if (!known) children.set(segment, made)
    current = known ?? made
  }
  return undefined
}

function childrenOf(tree: TargetTree, segment: TargetSegment): Map<TargetSegment, TargetTree> | undefined {
  if (tree.kind === 'object' && typeof segment === 'string') return tree.fields as Map<TargetSegment, TargetTree>
  return tree.kind === 'array' && typeof segment === 'number' ? (tree.elements as Map<TargetSegment, TargetTree>) : undefined
}

/**
 * One generated function that makes the whole target field by field. Objects of which nothing is there are left out (the outermost is not), and so
 * are missing elements of arrays.
 */
export function createBuilder(tree: TargetTree): TargetBuilder {
  if (tree.kind === 'leaf') return (values) => values[tree.row]
  let count = 0
  const variable = (): string => `o${++count}`

  function statements(node: TargetTree, store: (js: string) => string): string {
    if (node.kind === 'leaf') return `if(v[${node.row}]!==undefined)${store(`v[${node.row}]`)};`
    const own = variable()
    if (node.kind === 'object') {
      const fields = [...node.fields].map(([name, child]) => statements(child, (js) => `(${own}??={})[${quote(name)}]=${js}`))
      return `let ${own};${fields.join('')}if(${own}!==undefined)${store(own)};`
    }
    const elements = [...node.elements].toSorted(([a], [b]) => a - b).map(([, child]) => statements(child, (js) => `(${own}??=[]).push(${js})`))
    return `let ${own};${elements.join('')}if(${own}!==undefined)${store(own)};`
  }

  const slow = statements(tree, (js) => `return ${js}`)
  const empty = tree.kind === 'object' ? '{}' : '[]'
  return new Function('v', `"use strict";${slow}return ${empty};`) as TargetBuilder
}

/** Code for the target where every value is there; the values are in variables `v0`, `v1`, ... */
export function literalOf(tree: TargetTree): string {
  if (tree.kind === 'leaf') return `v${tree.row}`
  if (tree.kind === 'object') return `{${[...tree.fields].map(([name, child]) => `${quote(name)}:${literalOf(child)}`).join()}}`
  const elements = [...tree.elements].toSorted(([a], [b]) => a - b)
  return `[${elements.map(([, child]) => literalOf(child)).join()}]`
}

/** The rows whose values stand in the target. */
export function leavesOf(tree: TargetTree): number[] {
  if (tree.kind === 'leaf') return [tree.row]
  return [...(tree.kind === 'object' ? tree.fields : tree.elements).values()].flatMap(leavesOf)
}
