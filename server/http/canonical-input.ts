import { z } from 'zod'
import type { CanonicalOperation } from '../model/canonical-operation.ts'
import { Problem } from '../model/problem.ts'
import { checkInput } from './check-input.ts'

/** How a request becomes the input of a canonical operation: path parameters stand beside the body, or the body is all. */
export interface InputPlan {
  /** Names in the path. */
  params: readonly string[]
  /** Schema of the request body; none where the path says all. */
  body: z.ZodType | undefined
  /** The checked input. Throws `request.invalid`. */
  read(params: Readonly<Record<string, unknown>>, body: unknown, ifMatch: string | undefined): unknown
}

/** The plan of an operation, made once. */
export function planInput(operation: CanonicalOperation): InputPlan {
  const params = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  const shape = operation.input instanceof z.ZodObject ? (operation.input.shape as Record<string, z.ZodType>) : {}
  const bodyKey = Object.keys(shape).find((key) => !params.includes(key))
  const body = params.length === 0 ? operation.input : bodyKey === undefined ? undefined : shape[bodyKey]
  const versioned = body instanceof z.ZodObject && 'versionToken' in body.shape
  const read: InputPlan['read'] = (given, value, ifMatch) => {
    if (ifMatch !== undefined && !versioned) refuseIfMatch()
    const sent = ifMatch === undefined ? value : withVersion(value, ifMatch)
    if (params.length === 0) return checkInput(operation.input, sent)
    const path = Object.fromEntries(params.map((name) => [name, given[name]]))
    if (bodyKey === undefined && value !== undefined)
      throw new Problem('request.invalid', 'This operation takes no body.', { errors: [{ path: '', message: 'no body is expected' }] })
    return checkInput(operation.input, bodyKey === undefined ? path : { ...path, [bodyKey]: sent })
  }
  return { params, body, read }
}

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
