import type { Flow } from '../model/flow.ts'
import type { FlowLink } from '../model/lineage.ts'

/** Traces a flow once, as long as nothing changes that its trace depends on besides the flow itself: the schemas of the operations that it calls, so its connections. */
export function traceOnce(trace: (flow: Flow) => readonly FlowLink[], changes: () => number): (flow: Flow) => readonly FlowLink[] {
  const traced = new WeakMap<Flow, { links: readonly FlowLink[]; at: number }>()
  return (flow) => {
    const at = changes()
    const known = traced.get(flow)
    if (known?.at === at) return known.links
    const links = trace(flow)
    traced.set(flow, { links, at })
    return links
  }
}
