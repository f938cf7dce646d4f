import { nameOf, type AstNode, type AstPair, type AstStage } from '../ast.ts'
import type { PathStep } from '../plain-path.ts'
import { mayBe, TYPE, unsupported, type Code } from './code.ts'
import { emitElements, emitNames, namesOn, numberLiteral } from './emit-names.ts'
import type { Emitter, Place } from './emitter.ts'

const isPlainName = (step: AstNode): boolean => step.type === 'name' && !step.stages && !step.predicate && !step.group && !step.keepArray

/** A location path: steps over sequences, filters, sorting and grouping. */
export function emitPath(emitter: Emitter, node: AstNode, place: Place): Code {
  const steps = node.steps ?? []
  if (node.tuple || steps.some((step) => step.tuple || step.focus || step.index || step.ancestor)) unsupported('the operators %, @ and #')
  const keep = node.keepSingletonArray === true || node.keepArray === true
  const simple = emitSimplePath(emitter, { steps, closed: !keep && !node.group }, place)
  if (simple) return simple
  return emitPlainPath(emitter, node, place) ?? emitSteps(emitter, node, place)
}

/** A path of names and elements only: straight reads as long as lists are just where elements are named, the general way otherwise. */
function emitPlainPath(emitter: Emitter, node: AstNode, place: Place): Code | undefined {
  const { steps = [], keepSingletonArray, keepArray, group, predicate } = node
  if (keepSingletonArray || keepArray || group || predicate || !steps.every(isPlainElement)) return undefined
  const keys = steps.map((step): PathStep => [nameOf(step), step.stages?.[0]?.expr?.value as number | undefined])
  const general = emitter.lambda(place, (inner) => ({ js: `${emitter.helper('collapse')}(${emitSteps(emitter, node, inner).js})`, type: TYPE.any }))
  return { js: `${emitElements(emitter, keys, general.js)}(${emitter.context(place)})`, type: TYPE.any }
}

function isPlainElement(step: AstNode): boolean {
  const [stage, ...others] = step.stages ?? []
  if (step.type !== 'name' || step.predicate || step.group || step.keepArray || others.length > 0) return false
  if (stage === undefined) return true
  const { expr } = stage
  return stage.type === 'filter' && expr?.type === 'number' && !expr.predicate && Number.isInteger(expr.value) && Number(expr.value) >= 0
}

function emitSteps(emitter: Emitter, node: AstNode, place: Place): Code {
  const steps = node.steps ?? []
  const start = emitStart(emitter, steps, place)
  let { js } = start
  for (let index = start.next; index < steps.length; index++) {
    const step = steps[index]
    if (step) js = emitStep(emitter, { step, input: js, last: index === steps.length - 1 }, place)
  }
  if (start.unlessEmpty) js = `(${start.unlessEmpty}${js})`
  if (node.keepSingletonArray) js = `${emitter.helper('keepPath')}(${js})`
  return node.group ? emitGroup(emitter, { input: js, pairs: node.group.lhs }, place) : { js, type: TYPE.any, loose: true }
}

/** Names only, on the context or on a variable. */
function emitSimplePath(emitter: Emitter, path: { steps: readonly AstNode[]; closed: boolean }, place: Place): Code | undefined {
  const [first, ...rest] = path.steps
  if (!first || !path.closed || !rest.every(isPlainName)) return undefined
  if (isPlainName(first)) return namesOn(emitter, path.steps.map(nameOf), emitter.context(place))
  if (first.type !== 'variable' || first.stages || rest.length === 0) return undefined
  const variable = emitter.value(first, place)
  return namesOn(emitter, rest.map(nameOf), mayBe(variable, TYPE.array) ? `${emitter.helper('variableItems')}(${variable.js})` : variable.js)
}

interface Start {
  readonly js: string
  readonly next: number
  /** Code in front of the rest of the path: an empty array constructor at the start is the result itself. */
  readonly unlessEmpty?: string
}

/** The items that the remaining steps start with. */
function emitStart(emitter: Emitter, steps: readonly AstNode[], place: Place): Start {
  const first = steps[0]
  if (first?.type === 'variable' && !first.stages && steps.length > 1)
    return { js: `${emitter.helper('itemsOfStep')}(${emitter.value(first, place).js})`, next: 1 }
  if (first?.type === 'variable') return { js: `[${emitter.context(place)}]`, next: 0 }
  const names = steps.findIndex((step) => !isPlainName(step))
  if (names > 0) return { js: `${emitNames(emitter, steps.slice(0, names).map(nameOf), true)}(${emitter.context(place)})`, next: names }
  const items = `${emitter.helper('itemsOfContext')}(${emitter.context(place)})`
  if (!first?.consarray) return { js: items, next: 0 }
  const context = emitter.temp(place)
  const array = emitter.temp(place)
  return { js: array, next: 1, unlessEmpty: `${context}=${items},${array}=${emitter.value(first, { ...place, context }).js},${array}.length===0?${array}:` }
}

function emitStep(emitter: Emitter, at: { step: AstNode; input: string; last: boolean }, place: Place): string {
  const { step, input, last } = at
  if (step.type === 'sort') return emitSort(emitter, step, { input, place })
  const run = isBareName(step) ? { js: emitter.getter(nameOf(step)), type: TYPE.any } : emitter.lambda(place, (inner) => emitter.value(step, inner))
  if (step.stages)
    return `${emitter.helper('step')}(${input},${run.js},{stages:[${step.stages.map((stage) => emitStage(emitter, stage, place)).join()}],last:${last}})`
  if ((run.type & TYPE.array) === 0) return `${emitter.helper('stepPlain')}(${input},${run.js})`
  return `${emitter.helper('step')}(${input},${run.js},${emitter.hoist('O', `{last:${last}}`)})`
}

const isBareName = (step: AstNode): boolean => step.type === 'name' && !step.predicate && !step.group && !step.keepArray

function emitSort(emitter: Emitter, step: AstNode, at: { input: string; place: Place }): string {
  const terms = step.terms ?? []
  const keys = terms.map((term) => emitter.lambda(at.place, (inner) => emitter.value(term.expression, inner)).js)
  const sorted = `${emitter.helper('sortStep')}(${at.input},[${keys.join()}],[${terms.map((term) => String(term.descending === true)).join()}])`
  return (step.stages ?? []).reduce((js, stage) => `${emitStage(emitter, stage, at.place)}(${js})`, sorted)
}

/** A function from a value to what the filter leaves of it. */
export function emitStage(emitter: Emitter, stage: AstStage, place: Place): string {
  const { expr } = stage
  if (stage.type !== 'filter' || !expr) unsupported('the operator #')
  if (expr.type === 'number') return emitter.hoist('s', `(x)=>${emitter.helper('filterByIndex')}(${numberLiteral(expr.value)},x)`)
  const value = emitter.id('x')
  return emitter.fn(place, [value], (frame) => {
    const keep = emitter.lambda({ ...place, frame }, (inner) => emitter.value(expr, inner))
    return { js: `${emitter.helper('filter')}(${keep.js},${value})`, type: TYPE.any }
  }).js
}

/** Group-by: one value for each different key. */
export function emitGroup(emitter: Emitter, at: { input: string; pairs: readonly AstPair[] }, place: Place): Code {
  const side = (index: 0 | 1): string => at.pairs.map((pair) => emitter.lambda(place, (inner) => emitter.value(pair[index], inner)).js).join()
  return { js: `${emitter.helper('group')}(${at.input},[${side(0)}],[${side(1)}])`, type: TYPE.object }
}
