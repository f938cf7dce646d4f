import type { Flow } from '../../server/model/flow.ts'
import type { StepRecord } from '../../server/model/run.ts'
import type { RunProblem } from '../../server/model/run-problem.ts'

/** What a run did in one node: how often it ran, how long in all (milliseconds), and its first problem. */
export interface NodeMark {
  times: number
  ms: number
  problem?: RunProblem
}

export type WireMark = 'taken' | 'problem'

/** A run as it is drawn on the canvas. Nodes and wires it never touched have no mark. */
export interface RunPicture {
  nodes: ReadonlyMap<string, NodeMark>
  wires: ReadonlyMap<string, WireMark>
}

/** The picture of a run from its steps. */
export function runPicture(flow: Flow, steps: readonly StepRecord[]): RunPicture {
  const nodes = new Map<string, NodeMark>()
  const wires = new Map<string, WireMark>()
  const problemWires = new Set(flow.wires.filter((wire) => wire.from.port === 'problem').map((wire) => wire.id))
  for (const step of steps) {
    const before = nodes.get(step.node)
    const problem = before?.problem ?? step.problem
    nodes.set(step.node, { times: (before?.times ?? 0) + 1, ms: (before?.ms ?? 0) + step.durationMs, ...(problem && { problem }) })
    for (const wire of step.wires) wires.set(wire, problemWires.has(wire) ? 'problem' : 'taken')
  }
  return { nodes, wires }
}
