import { z } from 'zod'
import type { CanonicalOperation } from '../model/canonical-operation.ts'
import { Problem } from '../model/problem.ts'
import { checkInput } from './check-input.ts'
import { refuseQuery } from './refuse-query.ts'

/** How a request becomes the input of a canonical operation: parameters stand beside the body, or the body is all. */
export interface InputPlan {
  /** Names in the path. */
  params: readonly string[]
  /** Schema of the request body; none where the path says all. */
  body: z.ZodType | undefined
  /** The parameters in the query of an address. Throws `request.invalid` for any other. */
  query(address: string): Readonly<Record<string, unknown>>
  /** The checked input. Throws `request.invalid`. */
  read(params: Readonly<Record<string, unknown>>, body: unknown, ifMatch: string | undefined): unknown
}

/** The plan of an operation, made once. */
export function planInput(operation: CanonicalOperation): InputPlan {
  const params = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  const shape = operation.input instanceof z.ZodObject ? (operation.input.shape as Record<string, z.ZodType>) : {}
  const outside = [...params, ...(operation.query ?? [])]
  const bodyKey = Object.keys(shape).find((key) => !outside.includes(key))
  const whole = outside.length === 0 && operation.method !== 'get'
  const body = whole ? operation.input : bodyKey === undefined ? undefined : shape[bodyKey]
  const versioned = body instanceof z.ZodObject && 'versionToken' in body.shape
  const read: InputPlan['read'] = (given, value, ifMatch) => {
    if (ifMatch !== undefined && !versioned) refuseIfMatch()
    const sent = ifMatch === undefined ? value : withVersion(value, ifMatch)
    if (whole) return checkInput(operation.input, sent)
    const path = Object.fromEntries(outside.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]))
    if (bodyKey === undefined && value !== undefined)
      throw new Problem('request.invalid', 'This operation takes no body.', { errors: [{ path: '', message: 'no body is expected' }] })
    return checkInput(operation.input, bodyKey === undefined ? path : { ...path, [bodyKey]: sent })
  }
  return { params, body, query: queryReader(shape, operation.query ?? []), read }
}

/** Lists come with commas. */
function queryReader(shape: Readonly<Record<string, z.ZodType>>, names: readonly string[]): InputPlan['query'] {
  const lists = new Set(names.filter((name) => unwrapped(shape[name]) instanceof z.ZodArray))
  return (address) => {
    const at = address.indexOf('?')
    if (at === -1) return NOTHING
    if (names.length === 0) refuseQuery()
    const given = [...new URLSearchParams(address.slice(at + 1))]
    const wrong = given.filter(([name], index) => !names.includes(name) || given.findIndex(([other]) => other === name) !== index)
    if (wrong.length > 0)
      throw new Problem('request.invalid', `This operation takes only ${names.join(', ')} as query, once each.`, {
        errors: [{ path: '?', message: `only ${names.join(', ')} can be there, once each` }],
      })
    return Object.fromEntries(given.map(([name, value]) => [name, lists.has(name) ? value.split(',') : value]))
  }
}

const NOTHING = Object.freeze({})

const unwrapped = (schema: z.ZodType | undefined): unknown => (schema instanceof z.ZodOptional ? schema.unwrap() : schema)

function refuseIfMatch(): never {
  throw new Problem('request.invalid', 'This operation does not compare versions.', {
    errors: [{ path: 'if-match', message: 'is not supported by this operation' }],
  })
}

/** The header counts where the body names no version of its own. */
function withVersion(body: unknown, ifMatch: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || 'versionToken' in body) return body
  const token = /^(?:W\/)?"(.*)"$/.exec(ifMatch.trim())?.[1] ?? ifMatch.trim()
  return { ...body, versionToken: token }
}
