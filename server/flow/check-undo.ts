import type { Finding } from '../model/finding.ts'
import type { FlowNode } from '../model/flow.ts'
import type { Desk } from './check-nodes.ts'
import { nameOf } from './graph.ts'
import type { Preparation } from './prepare-node.ts'

/** A node that is named to undo what another one writes must be one that calls, stands apart from the wires, and is not undone itself. */
export function checkUndo(desk: Desk): Finding[] {
  return desk.flow.nodes.flatMap((node): Finding[] => {
    const preparation = desk.preparations.get(node.id)
    const id = preparation && 'prepared' in preparation ? preparation.prepared.undo : undefined
    const fault = id === undefined ? undefined : faultOf(desk, node, id)
    return fault === undefined ? [] : [{ level: 'error', code: 'undo.unfit', node: node.id, field: 'undo', message: fault }]
  })
}

function faultOf({ flow, preparations, workshop }: Desk, node: FlowNode, id: string): string | undefined {
  const undo = flow.nodes.find((each) => each.id === id)
  if (!undo) return `"${nameOf(node)}" is undone by the node ${id}, which does not exist.`
  if (undo === node) return `"${nameOf(node)}" is undone by itself.`
  const [call, target] = [callOf(preparations.get(node.id)), callOf(preparations.get(id))]
  if (!target) return `"${nameOf(node)}" is undone by "${nameOf(undo)}", which calls no operation.`
  if (call && workshop.operationEffect(flow.client, call.connection, call.operation) === 'read')
    return `"${nameOf(node)}" only reads, so that there is nothing to undo.`
  if (flow.wires.some((wire) => wire.to === id)) return `"${nameOf(node)}" is undone by "${nameOf(undo)}", to which a wire leads. Remove the wire.`
  return target.undo === undefined ? undefined : `"${nameOf(node)}" is undone by "${nameOf(undo)}", which is undone itself.`
}

function callOf(preparation: Preparation | undefined): { connection: string; operation: string; undo: string | undefined } | undefined {
  if (!preparation || !('prepared' in preparation)) return undefined
  const { trace, undo } = preparation.prepared
  const to = trace.sends?.find((sent) => sent.to.to === 'operation')?.to
  return to?.to === 'operation' ? { connection: to.connection, operation: to.operation, undo } : undefined
}
