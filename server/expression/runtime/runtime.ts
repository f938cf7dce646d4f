import { LIBRARY_FUNCTIONS, type LibraryFunction } from '../library.ts'
import { createBuilders } from './build.ts'
import { deopt, type Fuel } from './fuel.ts'
import { createHigherOrder } from './higher-order.ts'
import { createLoops } from './loops.ts'
import * as operators from './operators.ts'
import { createRegexFunctions } from './regex-functions.ts'
import * as sequences from './sequence.ts'
import { createSorts } from './sort.ts'
import { createTextFunctions } from './text-functions.ts'
import { truth } from './values.ts'
import { createValueFunctions } from './value-functions.ts'
import { createWildcards } from './wildcards.ts'

/** The time of one evaluation; read at most once. */
export interface Clock {
  readonly now: () => number
  at: number | undefined
}

/** Stands for the context of a call that has none: a function that wants it is left to the library. */
const NO_CONTEXT = Symbol('no context')

/** What builtins find as `this`. */
function focusOf(millis: () => number) {
  const environment = {
    get timestamp(): Date {
      return new Date(millis())
    },
  }
  return { createSequence: (...values: unknown[]): unknown[] => sequences.markSequence(values), options: undefined, environment }
}

/** The arguments as a signature wants them, completed from the context. */
function fit(signature: LibraryFunction['signature'], values: unknown[], context: unknown): unknown[] {
  const args = signature.validate(values, context)
  return args.includes(NO_CONTEXT) ? deopt() : args
}

/** Calls a synchronous builtin with the library's own argument check and implementation. */
function createCall(focus: ReturnType<typeof focusOf>) {
  return (name: string, values: unknown[], context: unknown): unknown => {
    const fn = LIBRARY_FUNCTIONS.get(name) ?? deopt()
    return fn.implementation.apply(focus, fit(fn.signature, values, context))
  }
}

function range(from: unknown, to: unknown): unknown {
  if (!Number.isInteger(from) || !Number.isInteger(to)) return deopt()
  const start = from as number
  const length = (to as number) - start + 1
  return length <= 0 ? undefined : sequences.markSequence(Array.from({ length }, (_, index) => start + index))
}

/** What compiled code calls, by name. One for all expressions of a compiler: evaluations do not overlap, since compiled code is synchronous. */
export type Runtime = Readonly<Record<string, unknown>>

export function createRuntime(fuel: Fuel, clock: Clock): Runtime {
  const loops = createLoops(fuel)
  const millis = (): number => (clock.at ??= clock.now())
  const focus = focusOf(millis)
  return {
    ...operators,
    ...sequences,
    ...loops,
    ...createBuilders(fuel),
    ...createSorts(fuel),
    ...createHigherOrder(fuel),
    ...createTextFunctions(fuel),
    ...createRegexFunctions(fuel),
    ...createValueFunctions(fuel, loops.lookUp),
    ...createWildcards(fuel),
    call: createCall(focus),
    range,
    fit,
    truth,
    millis,
    now: () => LIBRARY_FUNCTIONS.get('fromMillis')?.implementation.call(focus, millis()),
    isArray: Array.isArray,
    hasOwn: Object.hasOwn,
    variableItems: (value: unknown): unknown => (Array.isArray(value) && (value as sequences.Sequence).cons ? [value] : value),
    openName: (value: unknown[]): unknown[] => loops.step([undefined], () => sequences.collapse(value)),
    closeName: (value: unknown[]): unknown =>
      (value as sequences.Sequence).sequence === true ? sequences.collapse(loops.step([undefined], () => sequences.collapse(value), { last: true })) : value,
    NO_CONTEXT,
  }
}
