import type { MessageMeta } from '../model/message.ts'
import type { PlanNode } from './plan.ts'

/** Where in the fans of a run a message is. */
export interface Scope {
  readonly meta: MessageMeta
  /** What expressions see as `$meta` and `$input`. */
  readonly bindings: Readonly<Record<string, unknown>>
  /** Index path inside the fans, outermost first. */
  readonly path: readonly number[]
  readonly fan: OpenFan | undefined
  /** Calls made at this place, by node: tells the second call of a node from the first. */
  readonly calls: Map<string, number>
}

/** A fan whose items are being worked on. */
export interface OpenFan {
  /** The scope of the message that was split. */
  readonly outside: Scope
  /** For each gathering node, what each item brought there. */
  readonly gathered: ReadonlyMap<PlanNode, unknown[][]>
}

/** The scope of the first message. */
export const rootScope = (meta: MessageMeta, input: unknown): Scope => ({ meta, bindings: { meta, input }, path: [], fan: undefined, calls: new Map() })

/** The scope of one item of a fan. */
export function itemScope(fan: OpenFan, index: number, count: number): Scope {
  const { outside } = fan
  const meta = { ...outside.meta, split: [...(outside.meta.split ?? []), { index, count }] }
  return { meta, bindings: { ...outside.bindings, meta }, path: [...outside.path, index], fan, calls: new Map() }
}

/** The same place on an error path. */
export function problemScope(scope: Scope, problem: NonNullable<MessageMeta['problem']>): Scope {
  const meta = { ...scope.meta, problem }
  return { ...scope, meta, bindings: { ...scope.bindings, meta } }
}
