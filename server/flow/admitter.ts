import type { JsonSchema } from '../model/json-schema.ts'
import { Problem, toProblem } from '../model/problem.ts'
import type { Admits, MessageReader } from '../nodes/contract.ts'
import { type PersonalTest, personalTest } from './personal-test.ts'

const MOST_KEYS = 20
const LONGEST = 200

/** What a prepared trigger tells of messages. A promise only where an expression needs one; the problems of the readers name the trigger and no value. */
export interface Admitter {
  /** What the order of the message is kept by. */
  lane(...message: Parameters<MessageReader>): string | undefined | Promise<string | undefined>
  /** At most 20 keys of at most 200 characters: longer ones can't be searched. */
  keys(...message: Parameters<MessageReader>): readonly string[] | Promise<readonly string[]>
  personal: PersonalTest
}

const NONE: readonly string[] = []

/** Makes the admitter of a trigger. `schema`: of the messages, where it is known. */
export function admitterOf(place: { flow: string; node: string; schema: JsonSchema | undefined }, { lane, keys, checked }: Admits): Admitter {
  const own = `${place.flow}/${place.node}`
  return {
    lane: lane ? (body, bindings) => told({ field: 'lane', node: place.node }, () => lane(body, bindings), laneOf) : () => own,
    keys: keys ? (body, bindings) => told({ field: 'keys', node: place.node }, () => keys(body, bindings), keysOf) : () => NONE,
    personal: personalTest(place.schema, checked),
  }
}

function told<T>(place: { field: string; node: string }, read: () => unknown, use: (value: unknown) => T): T | Promise<T> {
  try {
    const value = read()
    if (!(value instanceof Promise)) return use(value)
    return value.then(use).catch((error: unknown) => {
      throw placed(error, place)
    })
  } catch (error) {
    throw placed(error, place)
  }
}

function placed(error: unknown, { field, node }: { field: string; node: string }): Problem {
  const { code, detail } = toProblem(error, 'expression.failed')
  return new Problem(code, `The expression ${field} of the trigger: ${detail}`, { at: node })
}

const laneOf = (value: unknown): string | undefined => textOf(value)

function keysOf(value: unknown): readonly string[] {
  const texts = (Array.isArray(value) ? value : [value]).map(textOf)
  return texts.filter((text) => text !== undefined && text.length <= LONGEST).slice(0, MOST_KEYS) as string[]
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw new Problem('expression.failed', 'It gives neither a text nor a number.')
}
