import type { Coverage } from '../../model/case.ts'
import type { Flow } from '../../model/flow.ts'
import type { NodeSpecs } from '../../model/flow-schema.ts'
import { portsOf } from '../../model/node-spec.ts'
import type { StepRecord } from '../../model/run.ts'

type Branch = Coverage['branches'][number]

/** Counts which ways out of nodes with several ones are taken. A `problem` port is a way out where it is wired. */
export class BranchCount {
  readonly branches: readonly Branch[]
  private readonly byPlace: ReadonlyMap<string, Branch>

  constructor(flow: Flow, specs: NodeSpecs) {
    const wired = new Set(flow.wires.map(({ from }) => placeOf(from.node, from.port)))
    this.branches = flow.nodes.flatMap(({ id, kind, config }) => {
      const spec = specs.get(kind)
      const ports = spec ? portsOf(spec, config).filter((port) => port.id !== 'problem' || wired.has(placeOf(id, port.id))) : []
      return ports.length > 1 ? ports.map((port) => ({ node: id, port: port.id, title: port.title, taken: 0 })) : []
    })
    this.byPlace = new Map(this.branches.map((branch) => [placeOf(branch.node, branch.port), branch]))
  }

  /** A step that sends several messages by one port counts once. */
  add(steps: readonly StepRecord[]): void {
    for (const { node, ports } of steps) {
      for (const port of ports) {
        const branch = this.byPlace.get(placeOf(node, port))
        if (branch) branch.taken++
      }
    }
  }
}

const placeOf = (node: string, port: string): string => `${node} ${port}`
