import { leftOf, nameOf, pairsOf, required, type AstNode, type AstPair, type AstStage } from '../ast.ts'
import type { Reads } from '../expression.ts'
import { either, memberOf, NOWHERE, type Closure, type Located, type PathReader, type ReadPlace } from './located.ts'
import { readCall } from './read-call.ts'

/** More steps than this are not taken: functions that call functions multiply. */
const MOST_STEPS = 20_000

export interface ReadAnalysis {
  /** All that is read. */
  readonly reads: Reads
  /** What is read apart from the value of the expression itself: for decisions and computed parts. */
  readonly inner: Reads
  /** Where in the source the value may be; the empty path is the whole source. */
  readonly result: readonly string[]
}

/** Finds what an expression reads by following its tree, without an input. Where it cannot tell, it says everything. */
export function analyseReads(ast: AstNode): ReadAnalysis {
  const reader = new Reader()
  const result = reader.read(ast, { context: { at: [''] }, variables: new Map() })
  const inner = reader.reads()
  reader.use(result)
  return { reads: reader.reads(), inner, result: result.at }
}

class Reader implements PathReader {
  readonly paths = new Set<string>()
  everything = false
  private steps = 0
  /** Functions whose value is being found. */
  private readonly applied = new Set<AstNode>()

  reads(): Reads {
    return { paths: [...this.paths].toSorted(), everything: this.everything }
  }

  /** The value takes part in the result or in a decision. */
  use(value: Located): void {
    for (const path of value.at) {
      if (path === '') this.everything = true
      else this.paths.add(path)
    }
    for (const field of value.fields?.values() ?? []) this.use(field)
  }

  read(node: AstNode, place: ReadPlace): Located {
    this.steps += 1
    if (this.steps > MOST_STEPS) {
      this.everything = true
      return NOWHERE
    }
    let value = this.readNode(node, place)
    value = this.filter(node.predicate, value, place)
    return node.group && node.type !== 'path' ? this.group(node.group.lhs, { ...place, context: value }) : value
  }

  /** The value is used and what comes of it is computed. */
  compute(nodes: readonly AstNode[], place: ReadPlace): Located {
    for (const node of nodes) this.use(this.read(node, place))
    return NOWHERE
  }

  /** The value of a function for these arguments. What one that calls itself reads cannot be told. */
  apply({ lambda, place }: Closure, values: readonly Located[]): Located {
    if (this.applied.has(lambda)) {
      this.everything = true
      return NOWHERE
    }
    const variables = new Map(place.variables)
    lambda.arguments?.forEach((parameter, index) => variables.set(nameOf(parameter), values[index] ?? NOWHERE))
    this.applied.add(lambda)
    const value = this.read(required(lambda, 'body'), { context: place.context, variables })
    this.applied.delete(lambda)
    return value
  }

  private readNode(node: AstNode, place: ReadPlace): Located {
    switch (node.type) {
      case 'name':
        return memberOf(place.context, nameOf(node))
      case 'variable':
        return readVariable(nameOf(node), place)
      case 'path':
        return this.readPath(node, place)
      case 'wildcard':
      case 'descendant':
        this.use(place.context)
        return place.context
      case 'condition':
        this.compute([required(node, 'condition')], place)
        return either(this.read(required(node, 'then'), place), node.else ? this.read(node.else, place) : NOWHERE)
      case 'block':
        return this.readBlock(node, place)
      case 'binary':
        return this.compute([leftOf(node), required(node, 'rhs')], place)
      case 'unary':
        return this.readUnary(node, place)
      default:
        return this.readOther(node, place)
    }
  }

  private readOther(node: AstNode, place: ReadPlace): Located {
    switch (node.type) {
      case 'string':
      case 'number':
      case 'value':
      case 'regex':
        return NOWHERE
      case 'bind':
        return this.read(required(node, 'rhs'), place)
      case 'lambda':
        return this.apply({ lambda: node, place }, [])
      case 'function':
        return readCall(this, node, { place })
      case 'apply': {
        const right = required(node, 'rhs')
        const call: AstNode = right.type === 'function' ? right : { type: 'function', procedure: right, arguments: [] }
        return readCall(this, call, { place, first: this.read(leftOf(node), place) })
      }
      default:
        this.everything = true
        return NOWHERE
    }
  }

  private readUnary(node: AstNode, place: ReadPlace): Located {
    if (node.value === '[') return (node.expressions ?? []).map((element) => this.read(element, place)).reduce(either, NOWHERE)
    if (node.value !== '{') return this.compute([required(node, 'expression')], place)
    const pairs = pairsOf(node)
    if (!pairs.every(([key]) => key.type === 'string')) return this.group(pairs, place)
    return { at: [], fields: new Map(pairs.map(([key, value]) => [nameOf(key), this.read(value, place)])) }
  }

  private readPath(node: AstNode, place: ReadPlace): Located {
    let inner = place
    for (const step of node.steps ?? []) {
      if (step.focus || step.index || step.ancestor || step.tuple) this.everything = true
      if (step.type === 'sort') this.compute(step.terms?.map((term) => term.expression) ?? [], inner)
      else inner = { ...inner, context: this.read(step, inner) }
      inner = { ...inner, context: this.filter(step.stages, inner.context, inner) }
    }
    return node.group ? this.group(node.group.lhs, inner) : inner.context
  }

  private readBlock(node: AstNode, place: ReadPlace): Located {
    const variables = new Map(place.variables)
    const inner = { ...place, variables }
    let value: Located = NOWHERE
    for (const expression of node.expressions ?? []) {
      const bound = expression.type === 'bind' ? required(expression, 'rhs') : undefined
      const isFunction = bound?.type === 'lambda' && !bound.thunk
      value = isFunction ? NOWHERE : this.read(expression, inner)
      if (bound) variables.set(nameOf(leftOf(expression)), isFunction ? { lambda: bound, place: inner } : value)
    }
    return value
  }

  private group(pairs: readonly AstPair[], place: ReadPlace): Located {
    return this.compute(pairs.flat(), place)
  }

  private filter(stages: readonly AstStage[] | undefined, value: Located, place: ReadPlace): Located {
    for (const stage of stages ?? []) if (stage.expr) this.compute([stage.expr], { ...place, context: value })
    return value
  }
}

/** A variable that the expression does not bind comes from the caller. */
function readVariable(name: string, place: ReadPlace): Located {
  if (name === '') return place.context
  if (name === '$') return { at: [''] }
  const known = place.variables.get(name)
  if (known === undefined) return { at: [`$${name}`] }
  return 'lambda' in known ? NOWHERE : known
}
