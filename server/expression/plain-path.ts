import type { AstNode } from './ast.ts'

/** A name and, in the same step, the number of an element. */
export type PathStep = readonly [name: string, index: number | undefined]

const PLAIN_PATH = /^[a-z_]\w*(\[(0|[1-9]\d{0,5})\])?(\.[a-z_]\w*(\[(0|[1-9]\d{0,5})\])?)*$/i
const KEYWORD = /\b(and|or|in|true|false|null|function)\b/

/** The steps of an expression that only names fields and elements (`addresses[0].city`), by far the most frequent one. */
export function plainPathOf(text: string): PathStep[] | undefined {
  if (!PLAIN_PATH.test(text) || KEYWORD.test(text)) return undefined
  return text.split('.').map((step) => {
    const [name = '', index] = step.split(/[[\]]/)
    return [name, index === undefined ? undefined : Number(index)]
  })
}

/** The tree that the library's parser makes of these steps, without positions. */
export function treeOfPath(steps: readonly PathStep[]): AstNode {
  return {
    type: 'path',
    steps: steps.map(([value, index]) => ({
      type: 'name',
      value,
      ...(index !== undefined && { stages: [{ type: 'filter', expr: { type: 'number', value: index } }] }),
    })),
  }
}
