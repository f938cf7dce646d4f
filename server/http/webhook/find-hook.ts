import type { Request, Response } from 'express'
import type { HookMatch } from '../../flow/contract.ts'
import { Problem } from '../../model/problem.ts'
import { findClient, requireClient } from '../api-caller.ts'
import type { HttpEnvironment } from '../environment.ts'

const PREFIX = '/hooks/'

/** A webhook that a request is for. */
export interface Hook extends HookMatch {
  client: string
  /** Of the webhook, without client and slash. */
  path: string
}

type Rooms = Pick<HttpEnvironment, 'hub' | 'runtime'>

/**
 * The webhook of a request: `/hooks/<path>` of the client whose API key it carries, or `/hooks/<client>/<path>` without a key for a webhook that checks
 * signatures. Each webhook has one of the two addresses. Throws `request.unauthenticated`, `request.not-found`, `request.method`.
 */
export function findHook(rooms: Rooms, request: Request, response: Response): Hook {
  const { hub, runtime } = rooms
  const path = decodeURIComponent(request.path.slice(PREFIX.length))
  const caller = findClient(hub, request)
  const own = caller === undefined ? undefined : runtime.hook(caller, request.method, path)
  if (own && !isSigned(own)) return { ...own, client: caller!, path }
  const signed = findSigned(rooms, request.method, path)
  if (signed) return signed
  const client = requireClient(hub, request)
  if (own) throw new Problem('request.not-found', `The webhook at this path is signed: its address is ${PREFIX}${client}/${path}.`)
  return refuse(runtime.hookMethods(client, path), response)
}

/** Does the webhook check signatures? */
export const isSigned = ({ receives }: Pick<HookMatch, 'receives'>): boolean => receives.signature.scheme !== 'none'

function findSigned({ runtime }: Rooms, method: string, address: string): Hook | undefined {
  const slash = address.indexOf('/')
  if (slash < 0) return undefined
  const [client, path] = [address.slice(0, slash), address.slice(slash + 1)]
  const hook = runtime.hook(client, method, path)
  return hook && isSigned(hook) ? { ...hook, client, path } : undefined
}

function refuse(methods: readonly string[], response: Response): never {
  if (methods.length === 0) throw new Problem('request.not-found', 'No published flow of this client has a webhook at this path.')
  response.setHeader('allow', methods.join(', '))
  throw new Problem('request.method', `The webhook at this path answers to ${methods.join(', ')}.`)
}
