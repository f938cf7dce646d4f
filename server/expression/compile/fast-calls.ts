import { TYPE } from './code.ts'

/** A function of the runtime that stands for a builtin called with so many arguments. */
export interface FastCall {
  readonly helper: string
  readonly type: number
  /** The result is missing only if the first argument is. */
  readonly total?: boolean
}

const string = TYPE.string | TYPE.missing
const number = TYPE.number | TYPE.missing
const boolean = TYPE.boolean | TYPE.missing

/** Builtins with their own short code, by name and number of arguments. All others go through the library's argument check. */
export const FAST_CALLS: ReadonlyMap<string, FastCall> = new Map(
  Object.entries({
    'uppercase/1': { helper: 'uppercase', type: string, total: true },
    'lowercase/1': { helper: 'lowercase', type: string, total: true },
    'trim/1': { helper: 'trim', type: string, total: true },
    'string/1': { helper: 'string', type: string, total: true },
    'length/1': { helper: 'length', type: number, total: true },
    'substring/2': { helper: 'substring', type: string },
    'substring/3': { helper: 'substring', type: string },
    'substringBefore/2': { helper: 'substringBefore', type: string },
    'substringAfter/2': { helper: 'substringAfter', type: string },
    'contains/2': { helper: 'contains', type: boolean },
    'replace/3': { helper: 'replace', type: string },
    'split/2': { helper: 'split', type: TYPE.array | TYPE.missing },
    'split/3': { helper: 'split', type: TYPE.array | TYPE.missing },
    'join/1': { helper: 'join', type: string },
    'join/2': { helper: 'join', type: string },
    'exists/1': { helper: 'exists', type: TYPE.boolean },
    'not/1': { helper: 'not', type: boolean, total: true },
    'boolean/1': { helper: 'boolean', type: boolean, total: true },
    'number/1': { helper: 'number', type: number, total: true },
    'floor/1': { helper: 'floor', type: number, total: true },
    'ceil/1': { helper: 'ceil', type: number, total: true },
    'abs/1': { helper: 'abs', type: number, total: true },
    'round/1': { helper: 'round', type: number, total: true },
    'round/2': { helper: 'round', type: number, total: true },
    'count/1': { helper: 'count', type: TYPE.number },
    'sum/1': { helper: 'sum', type: number },
    'lookup/2': { helper: 'lookup', type: TYPE.any },
    'append/2': { helper: 'append', type: TYPE.any },
    'merge/1': { helper: 'merge', type: TYPE.object | TYPE.missing },
    'spread/1': { helper: 'spread', type: TYPE.any },
    'now/0': { helper: 'now', type: TYPE.string },
    'millis/0': { helper: 'millis', type: TYPE.number },
  } satisfies Record<string, FastCall>),
)

/** Result types of the other builtins. */
export const RESULT_TYPES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    max: number,
    min: number,
    average: number,
    formatNumber: string,
    formatBase: string,
    power: number,
    sqrt: number,
    toMillis: number,
    fromMillis: string,
    type: string,
    ref: string,
    refId: string,
    refSystem: string,
    decimalSum: string,
    decimalSubtract: string,
    decimalMultiply: string,
    decimalRound: string,
    decimalCompare: number,
  }),
)

/** Builtins that the library runs asynchronously or that need more than their arguments: not callable by the general way. */
export const ASYNCHRONOUS: ReadonlySet<string> = new Set('contains match replace split map filter single reduce sift each sort eval now millis'.split(' '))
