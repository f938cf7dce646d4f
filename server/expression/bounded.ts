import { childrenOf, leftOf, nameOf, required, type AstNode } from './ast.ts'
import { LIBRARY_FUNCTIONS } from './library.ts'
import { isSimpleRegex } from './simple-regex.ts'

/** The most elements of a range with constant ends, and the most characters of a constant `$pad`. */
const MOST_REPEATED = 1000

const HIGHER_ORDER = new Set(['map', 'filter', 'single', 'reduce', 'each', 'sift', 'sort', 'replace', 'match', 'contains', 'split'])

/**
 * Why the cost of an expression cannot be bounded by the size of its input, or undefined if it can. Unbounded are `$eval`, `$pad` and ranges
 * without constant small limits, costly regular expressions, and every way in which a function could come to call itself: functions may only
 * be bound to a name, given to a builtin, or called at once.
 */
export function unboundedReason(ast: AstNode): string | undefined {
  return inspect(ast, new Map())
}

/** Names bound around the node: a function that may be called here, one that may not (yet), or a value. */
type Names = ReadonlyMap<string, 'function' | 'closed' | 'value'>

function inspect(node: AstNode, names: Names): string | undefined {
  switch (node.type) {
    case 'regex':
      return node.value instanceof RegExp && isSimpleRegex(node.value) ? undefined : 'a regular expression that may take long'
    case 'binary':
      return node.value === '..' && !isSmallRange(node) ? 'a range without small constant ends' : inspectAll(childrenOf(node), names)
    case 'block':
      return inspectBlock(node, names)
    case 'lambda':
      return node.thunk ? inspect(required(node, 'body'), names) : 'a function as a value'
    case 'variable':
      return inspectVariable(node, names) ?? inspectAll(childrenOf(node), names)
    case 'function':
    case 'partial':
      return inspectCall(node, names)
    case 'apply':
      return inspect(leftOf(node), names) ?? inspectCallee(required(node, 'rhs'), names)
    default:
      return inspectAll(childrenOf(node), names)
  }
}

function inspectAll(nodes: readonly AstNode[], names: Names): string | undefined {
  for (const node of nodes) {
    const reason = inspect(node, names)
    if (reason !== undefined) return reason
  }
  return undefined
}

function inspectVariable(node: AstNode, names: Names): string | undefined {
  const name = nameOf(node)
  if (names.get(name) === 'function' || names.get(name) === 'closed') return `the function $${name} as a value`
  return !names.has(name) && (name === 'eval' || name === 'pad' || HIGHER_ORDER.has(name)) ? `$${name} as a value` : undefined
}

function isSmallRange(node: AstNode): boolean {
  const from = leftOf(node)
  const to = required(node, 'rhs')
  return (
    typeof from.value === 'number' && typeof to.value === 'number' && from.type === 'number' && to.type === 'number' && to.value - from.value < MOST_REPEATED
  )
}

/** A function is known only after its binding, so that its own body cannot call it. */
function inspectBlock(node: AstNode, names: Names): string | undefined {
  const inner = new Map(names)
  const binds = (node.expressions ?? []).filter((expression) => expression.type === 'bind')
  const isFunction = (bind: AstNode): boolean => bind.rhs?.type === 'lambda' && !bind.rhs.thunk
  for (const bind of binds) if (isFunction(bind) || !inner.has(nameOf(leftOf(bind)))) inner.set(nameOf(leftOf(bind)), isFunction(bind) ? 'closed' : 'value')
  for (const expression of node.expressions ?? []) {
    const lambda = expression.type === 'bind' && isFunction(expression) ? required(expression, 'rhs') : undefined
    const reason = lambda ? inspectLambda(lambda, inner) : expression.type === 'bind' ? inspect(required(expression, 'rhs'), inner) : inspect(expression, inner)
    if (reason !== undefined) return reason
    const name = expression.type === 'bind' ? nameOf(leftOf(expression)) : ''
    if (lambda && binds.filter((bind) => nameOf(leftOf(bind)) === name).length === 1) inner.set(name, 'function')
  }
  return (
    inspectAll(
      [...(node.predicate ?? []), ...(node.stages ?? [])].flatMap((stage) => stage.expr ?? []),
      names,
    ) ?? inspectAll(node.group?.lhs.flat() ?? [], names)
  )
}

function inspectLambda(node: AstNode, names: Names): string | undefined {
  const inner = new Map(names)
  for (const parameter of node.arguments ?? []) inner.set(nameOf(parameter), 'value')
  return inspect(required(node, 'body'), inner)
}

function inspectCall(node: AstNode, names: Names): string | undefined {
  const procedure = required(node, 'procedure')
  const name = nameOf(procedure)
  const builtin = procedure.type === 'variable' && !names.has(name)
  if (builtin && name === 'pad' && !isSmallPad(node)) return '$pad without a small constant width'
  const takesFunctions = builtin && LIBRARY_FUNCTIONS.has(name)
  for (const argument of node.arguments ?? []) {
    const reason = takesFunctions ? inspectArgument(argument, names) : inspect(argument, names)
    if (reason !== undefined) return reason
  }
  const rest = [...(node.predicate ?? []), ...(node.stages ?? [])].flatMap((stage) => stage.expr ?? [])
  return (builtin && name === 'pad' ? undefined : inspectCallee(procedure, names)) ?? inspectAll([...rest, ...(node.group?.lhs.flat() ?? [])], names)
}

function isSmallPad(node: AstNode): boolean {
  const widths = (node.arguments ?? []).filter((argument) => argument.type === 'number')
  return widths.length === 1 && Math.abs(Number(widths[0]?.value)) <= MOST_REPEATED
}

/** What is called: a builtin, a function bound before, or one written in place. */
function inspectCallee(node: AstNode, names: Names): string | undefined {
  if (node.type === 'lambda' && !node.thunk) return inspectLambda(node, names)
  if (node.type === 'function' || node.type === 'partial') return inspectCall(node, names)
  if (node.type !== 'variable') return node.type === 'path' && node.steps?.[0]?.type === 'name' ? undefined : inspect(node, names)
  const name = nameOf(node)
  if (names.has(name)) return names.get(name) === 'function' ? undefined : `a call of the variable $${name}`
  if (name === 'eval' || name === 'pad') return `$${name}`
  return LIBRARY_FUNCTIONS.has(name) ? undefined : `a call of the unknown function $${name}`
}

/** An argument of a builtin may be a function. */
function inspectArgument(node: AstNode, names: Names): string | undefined {
  const isCallee =
    (node.type === 'lambda' && !node.thunk) ||
    (node.type === 'variable' && (names.get(nameOf(node)) === 'function' || (!names.has(nameOf(node)) && LIBRARY_FUNCTIONS.has(nameOf(node)))))
  return isCallee ? inspectCallee(node, names) : inspect(node, names)
}
