import type { CaseExpectation, CaseResult, FlowCase, ValueDifference } from '../../server/model/case.ts'

/** Stands where the server cut a value that is too large to be sent. */
const CUT = '…'
/** Length of a text that was cut. */
const CUT_LENGTH = 501

type Json = FlowCase['body']
type Step = string | number

/** Can what came be told from the result alone? A call without an answer, or a value that was cut, has to be mended by hand. */
export const isAcceptable = ({ passed, differences }: CaseResult): boolean =>
  !passed && differences.every((difference) => difference.why === undefined && !wasCut(difference.got))

/** The case with what came as what it expects, in every place where they differed. */
export function acceptResult(given: FlowCase, result: CaseResult): FlowCase {
  let expect: CaseExpectation = given.expect
  const gone = result.differences.filter(({ got }) => got === undefined)
  // What is gone goes last and from the end, so that the positions of other elements stay what they are.
  for (const difference of [...result.differences.filter(({ got }) => got !== undefined), ...gone.toReversed()]) expect = accepted(expect, difference)
  if (result.problem) {
    const { body: _, ...rest } = expect
    expect = { ...rest, problem: result.problem.code }
  }
  return { ...given, expect }
}

function accepted(expect: CaseExpectation, { place, path, got }: ValueDifference): CaseExpectation {
  const { status, problem, body, calls, ...rest } = expect
  const known = { status, problem, body, calls }
  if (place === 'status') return filled({ ...rest, ...known, status: typeof got === 'number' ? got : undefined })
  if (place === 'problem') return filled({ ...rest, ...known, problem: typeof got === 'string' ? got : undefined })
  if (place === 'answer') return filled({ ...rest, ...known, body: putAt(body, stepsOf(path), got) as Json | undefined })
  if (!place.startsWith('call:')) return expect
  const node = place.slice('call:'.length)
  const inputs = putAt(calls && Object.hasOwn(calls, node) ? calls[node] : [], stepsOf(path), got) as Json[] | undefined
  return filled({ ...rest, ...known, calls: Object.fromEntries([...Object.entries(calls ?? {}).filter(([id]) => id !== node), [node, inputs ?? []]]) })
}

const filled = (expect: { [K in keyof CaseExpectation]: CaseExpectation[K] | undefined }): CaseExpectation =>
  Object.fromEntries(Object.entries(expect).filter(([, value]) => value !== undefined)) as CaseExpectation

/** The value with another one at the place; nothing: what stands there goes. Parts that are not on the way are shared. */
function putAt(value: unknown, [step, ...rest]: readonly Step[], put: unknown): unknown {
  if (step === undefined) return put
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? value : []
    const inside = putAt(list[step], rest, put)
    return inside === undefined ? list.toSpliced(step, 1) : step < list.length ? list.with(step, inside) : [...list, inside]
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const inside = putAt(entries.find(([key]) => key === step)?.[1], rest, put)
  if (entries.some(([key]) => key === step))
    return Object.fromEntries(entries.flatMap(([key, old]) => (key === step ? (inside === undefined ? [] : [[key, inside]]) : [[key, old]])))
  return inside === undefined ? value : Object.fromEntries([...entries, [step, inside]])
}

/** The steps of a path of a difference: `items[0].name`, names with other characters in backticks. */
function stepsOf(path: string): Step[] {
  return [...path.matchAll(/\[(\d+)\]|`([^`]*)`|([^.[\]`]+)/g)].map(([, index, quoted, name]) => (index === undefined ? (quoted ?? name ?? '') : Number(index)))
}

function wasCut(value: unknown): boolean {
  if (typeof value === 'string') return value === CUT || (value.length === CUT_LENGTH && value.endsWith(CUT))
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inside]) => key === CUT || wasCut(inside))
}
