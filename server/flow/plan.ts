import type { Flow } from '../model/flow.ts'
import type { NodeRun, PreparedNode, Trigger } from '../nodes/contract.ts'
import type { PlannedCall } from './planned-calls.ts'
import type { Admitter } from './admitter.ts'

/** An out port of a prepared node and where its wires lead, in the order of the wires. */
export interface PlanPort {
  readonly wires: readonly string[]
  readonly targets: readonly PlanNode[]
  /** The port's own name in a list, as step records hold it. */
  readonly names: readonly string[]
}

/** A node that is ready to run. */
export interface PlanNode {
  readonly id: string
  readonly kind: string
  readonly run: NodeRun
  readonly concurrency: number
  readonly fans: boolean
  readonly gathers: boolean
  readonly trigger: Trigger | undefined
  /** Of a trigger. */
  readonly admitter: Admitter | undefined
  readonly receives: PreparedNode['receives']
  readonly sends: NonNullable<PreparedNode['trace']['sends']>
  /** Id of the node that undoes what this one has written. */
  readonly undo: string | undefined
  readonly fills: PreparedNode['fills']
  readonly ports: ReadonlyMap<string, PlanPort>
  /** For a node that fans: the nodes that gather its items. */
  readonly gatherers: readonly PlanNode[]
}

/** A flow version, compiled once and never changed. */
export interface Plan {
  readonly flow: Flow
  /** 0 is the draft. */
  readonly version: number
  readonly nodes: ReadonlyMap<string, PlanNode>
  readonly triggers: readonly PlanNode[]
  readonly calls: readonly PlannedCall[]
  /** Runs end at this node: nothing that is not on the way to it is run, and no answer is asked for. */
  readonly until: string | undefined
}
