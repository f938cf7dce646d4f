import { z } from 'zod'
import type { JsonSchema } from '../model/json-schema.ts'
import type { NodeSpec } from '../model/node-spec.ts'
import { call } from './call.ts'
import { collect } from './collect.ts'
import type { NodeKind } from './contract.ts'
import { endpoint } from './endpoint.ts'
import { filter } from './filter.ts'
import { log } from './log.ts'
import { lookup } from './lookup.ts'
import { map } from './map.ts'
import { note } from './note.ts'
import { raise } from './raise.ts'
import { resolveCustomer } from './resolve-customer.ts'
import { respond } from './respond.ts'
import { route } from './route.ts'
import { schedule } from './schedule.ts'
import { set } from './set.ts'
import { split } from './split.ts'
import { subflow } from './subflow.ts'
import { validate } from './validate.ts'
import { webhook } from './webhook.ts'

/** Every kind of node, in the order of the palette. */
export const NODE_KINDS: readonly NodeKind[] = [
  endpoint,
  webhook,
  schedule,
  map,
  set,
  lookup,
  validate,
  log,
  route,
  filter,
  split,
  collect,
  call,
  subflow,
  resolveCustomer,
  respond,
  raise,
  note,
]

/** The spec with the JSON Schema of the config, as an author may write it. Made anew at each call. */
export function nodeSpec(kind: NodeKind): NodeSpec {
  const config = z.toJSONSchema(kind.config, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return { ...kind.spec, config }
}

/** The specs of all kinds, in the order of the palette. */
export const NODE_SPECS: readonly NodeSpec[] = NODE_KINDS.map(nodeSpec)
