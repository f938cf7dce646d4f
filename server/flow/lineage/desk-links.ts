import type { Desk } from '../check-nodes.ts'
import { type EdgeLink, traceFlow } from './trace-flow.ts'

/** The links of a flow whose nodes are prepared. Nodes that cannot be prepared hand on nothing. */
export function deskLinks({ flow, preparations }: Desk): EdgeLink[] {
  return traceFlow({
    flow,
    prepared: (node) => {
      const preparation = preparations.get(node.id)
      return preparation && 'prepared' in preparation ? preparation.prepared : undefined
    },
  })
}
