/**
 * The syntax tree of jsonata 2.2.2 as `jsonata(text).ast()` gives it, as far as it is read here. One loose node type: which fields are there
 * depends on `type` (path, binary, unary, name, string, number, value, wildcard, descendant, parent, condition, block, bind, regex, function,
 * variable, lambda, partial, apply, transform, sort).
 */
export interface AstNode {
  type: string
  value?: unknown
  position?: number
  steps?: AstNode[]
  expressions?: AstNode[]
  arguments?: AstNode[]
  procedure?: AstNode
  lhs?: AstNode | AstPair[]
  rhs?: AstNode
  expression?: AstNode
  condition?: AstNode
  then?: AstNode
  else?: AstNode
  body?: AstNode
  terms?: { descending?: boolean; expression: AstNode }[]
  predicate?: AstStage[]
  stages?: AstStage[]
  group?: { lhs: AstPair[] }
  pattern?: AstNode
  update?: AstNode
  delete?: AstNode
  signature?: unknown
  keepArray?: boolean
  keepSingletonArray?: boolean
  consarray?: boolean
  thunk?: boolean
  tuple?: unknown
  focus?: unknown
  index?: unknown
  ancestor?: unknown
  seekingParent?: unknown
}

/** Key and value of an object constructor or of a grouping. */
export type AstPair = [AstNode, AstNode]

/** A filter (or, with `type: 'index'`, a position variable) on a step. */
export interface AstStage {
  type: string
  expr?: AstNode
}

/** The pairs of an object constructor. */
export function pairsOf(node: AstNode): AstPair[] {
  return Array.isArray(node.lhs) ? node.lhs : []
}

/** The left operand of a binary, bind or apply node. */
export function leftOf(node: AstNode): AstNode {
  if (node.lhs === undefined || Array.isArray(node.lhs)) throw new Error(`${node.type} node without left side`)
  return node.lhs
}

/** A child that this type of node always has. */
export function required(node: AstNode, field: 'rhs' | 'expression' | 'condition' | 'then' | 'body' | 'procedure'): AstNode {
  const child = node[field]
  if (child === undefined) throw new Error(`${node.type} node without ${field}`)
  return child
}

/** The name of a variable, name or string node. */
export function nameOf(node: AstNode): string {
  return typeof node.value === 'string' ? node.value : ''
}

/** All direct children, in no particular order of evaluation. */
export function childrenOf(node: AstNode): AstNode[] {
  const single = [node.procedure, node.rhs, node.expression, node.condition, node.then, node.else, node.body, node.pattern, node.update, node.delete]
  const stages = [...(node.predicate ?? []), ...(node.stages ?? [])].map((stage) => stage.expr)
  const left = Array.isArray(node.lhs) ? node.lhs.flat() : [node.lhs]
  const lists = [
    node.steps,
    node.expressions,
    node.type === 'lambda' ? undefined : node.arguments,
    node.terms?.map((term) => term.expression),
    node.group?.lhs.flat(),
  ]
  return [...left, ...single, ...stages, ...lists.flatMap((list) => list ?? [])].filter((child) => child !== undefined)
}
