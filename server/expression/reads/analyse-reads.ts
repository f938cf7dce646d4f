import { leftOf, nameOf, pairsOf, required, type AstNode, type AstPair, type AstStage } from '../ast.ts'
import type { Reads } from '../expression.ts'
import {
  countOf,
  deciding,
  dependenciesOn,
  depending,
  either,
  memberOf,
  NOWHERE,
  WHOLE_SOURCE,
  type Closure,
  type Dependency,
  type Located,
  type PathReader,
  type ReadPlace,
} from './located.ts'
import { readCall } from './read-call.ts'

/** More steps than this are not taken: functions that call functions multiply. */
const MOST_STEPS = 20_000

export interface ReadAnalysis {
  /** All that is read. */
  readonly reads: Reads
  /** What is read apart from the value of the expression itself: for decisions and computed parts. */
  readonly inner: Reads
  /** Where in the source the value comes from, and what else it depends on. */
  readonly value: Located
}

/** Where an expression stands. */
export interface ReadStart {
  /** Its input; left out: the whole source. */
  readonly context: Located
  readonly variables: ReadonlyMap<string, Located>
}

const AT_SOURCE: ReadStart = { context: WHOLE_SOURCE, variables: new Map() }

/** Finds what an expression reads by following its tree, without an input. Where it cannot tell, it says everything. */
export function analyseReads(ast: AstNode, start: ReadStart = AT_SOURCE): ReadAnalysis {
  const reader = new Reader(start.context)
  const value = reader.read(ast, start)
  const inner = reader.reads()
  reader.use(value)
  return { reads: reader.reads(), inner, value }
}

class Reader implements PathReader {
  private readonly paths = new Set<string>()
  private readonly start: Located
  private everything = false
  private steps = 0
  /** Functions whose value is being found. */
  private readonly applied = new Set<AstNode>()

  constructor(start: Located) {
    this.start = start
  }

  reads(): Reads {
    return { paths: [...this.paths].toSorted(), everything: this.everything }
  }

  use(value: Located): void {
    const made = value.from?.filter(({ how }) => how === 'computed') ?? []
    for (const path of [...value.at, ...made.map((one) => one.path)]) {
      if (path === '') this.everything = true
      else this.paths.add(path)
    }
    for (const field of value.fields?.values() ?? []) this.use(field)
  }

  computed(values: readonly Located[], loose = false): Located {
    for (const value of values) this.use(value)
    return depending(
      NOWHERE,
      values.flatMap((value) => dependenciesOn(value, 'computed', loose)),
    )
  }

  unknown(): Located {
    return this.computed([this.start], true)
  }

  read(node: AstNode, place: ReadPlace): Located {
    this.steps += 1
    if (this.steps > MOST_STEPS) return this.unknown()
    const value = this.filter(node.predicate, this.readNode(node, place), place)
    return node.group && node.type !== 'path' ? this.group(node.group.lhs, { ...place, context: value }) : value
  }

  /** The value of a function for these arguments. What one that calls itself reads cannot be told. */
  apply({ lambda, place }: Closure, values: readonly Located[]): Located {
    if (this.applied.has(lambda)) return this.unknown()
    const variables = new Map(place.variables)
    lambda.arguments?.forEach((parameter, index) => variables.set(nameOf(parameter), values[index] ?? NOWHERE))
    this.applied.add(lambda)
    const value = this.read(required(lambda, 'body'), { context: place.context, variables })
    this.applied.delete(lambda)
    return value
  }

  private compute(nodes: readonly AstNode[], place: ReadPlace): Located {
    return this.computed(nodes.map((node) => this.read(node, place)))
  }

  private decisions(nodes: readonly AstNode[], place: ReadPlace): Dependency[] {
    return deciding(this.compute(nodes, place).from ?? [])
  }

  private readNode(node: AstNode, place: ReadPlace): Located {
    switch (node.type) {
      case 'name':
        return memberOf(place.context, nameOf(node))
      case 'variable':
        return this.readVariable(nameOf(node), place)
      case 'path':
        return this.readPath(node, place)
      case 'wildcard':
      case 'descendant':
        return this.computed([place.context], true)
      case 'condition': {
        const decisions = this.decisions([required(node, 'condition')], place)
        return depending(either(this.read(required(node, 'then'), place), node.else ? this.read(node.else, place) : NOWHERE), decisions)
      }
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
        return this.unknown()
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
    let binds = false
    for (const [index, step] of (node.steps ?? []).entries()) {
      binds ||= Boolean(step.focus ?? step.index ?? step.ancestor ?? step.tuple)
      const { context } = inner
      const next = step.type === 'sort' ? depending(context, this.decisions(step.terms?.map((term) => term.expression) ?? [], inner)) : this.read(step, inner)
      // What is made anew for each element is there as often as there are elements.
      const made = index > 0 && step.type !== 'name' && step.type !== 'sort' && !(step.type === 'variable' && step.value === '')
      inner = { ...inner, context: this.filter(step.stages, made ? depending(next, countOf(context)) : next, inner) }
    }
    const value = node.group ? this.group(node.group.lhs, inner) : inner.context
    return binds ? either(this.computed([value], true), this.unknown()) : value
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
    return depending(this.compute(pairs.flat(), place), countOf(place.context))
  }

  private filter(stages: readonly AstStage[] | undefined, value: Located, place: ReadPlace): Located {
    let filtered = value
    for (const stage of stages ?? []) if (stage.expr) filtered = depending(filtered, this.decisions([stage.expr], { ...place, context: filtered }))
    return filtered
  }

  /** A variable that the expression does not bind comes from the caller. */
  private readVariable(name: string, place: ReadPlace): Located {
    if (name === '') return place.context
    if (name === '$') return this.start
    const known = place.variables.get(name)
    if (known === undefined) return { at: [`$${name}`] }
    return 'lambda' in known ? NOWHERE : known
  }
}
