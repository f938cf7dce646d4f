import type { Finding } from '../model/finding.ts'
import type { Flow } from '../model/flow.ts'
import { checkNodes, deskFor, type Desk } from './check-nodes.ts'
import { checkPaths } from './check-paths.ts'
import { checkTriggers } from './check-triggers.ts'
import { checkUndo } from './check-undo.ts'
import { checkWires } from './check-wires.ts'
import type { Workshop } from './compile-plan.ts'
import { checkStored } from './lineage/check-stored.ts'
import { pairFans } from './fan-pairs.ts'
import { nameOf, orderOf } from './graph.ts'

/** Everything that is wrong with a flow or worth knowing, in plain words: what concerns the whole flow or a wire first, then node by node. */
export function checkFlow(flow: Flow, workshop: Workshop): Finding[] {
  const desk = deskFor(flow, workshop)
  const findings = [...checkWires(flow, workshop.specs), ...checkShape(desk), ...checkNodes(desk), ...checkStored(desk)]
  const place = new Map(flow.nodes.map((node, index) => [node.id, index]))
  const rank = ({ node }: Finding): number => (node === undefined ? -1 : (place.get(node) ?? -1))
  return findings.toSorted((a, b) => rank(a) - rank(b))
}

function checkShape(desk: Desk): Finding[] {
  const { flow, workshop } = desk
  const sorted = orderOf(flow)
  if ('order' in sorted) {
    const pairs = pairFans(flow, workshop.specs, sorted.order)
    return [...pairs.findings, ...checkTriggers(desk), ...checkUndo(desk), ...checkPaths(desk, pairs.fanOf)]
  }
  const [first] = sorted.loop
  const names = [...sorted.loop, first!].map((node) => `"${nameOf(node)}"`).join(' → ')
  return [
    {
      level: 'error',
      code: 'flow.loop',
      node: first!.id,
      message: `The wires form a loop: ${names}. Messages would go round without end; remove one of the wires.`,
    },
  ]
}
