import { createContext, useContext } from 'react'
import type { Catalog, FlowSummary } from '../../server/model/api-view.ts'
import type { ConnectionView } from '../../server/model/connection.ts'
import type { Finding } from '../../server/model/finding.ts'
import type { Flow, FlowNode } from '../../server/model/flow.ts'
import type { NodeSchemas } from '../../server/model/flow-schema.ts'
import type { NodeSpec } from '../../server/model/node-spec.ts'

/** What the controls of a node's form know besides their value. */
export interface InspectorFacts {
  flow: Flow
  node: FlowNode
  spec: NodeSpec
  catalog: Catalog
  /** Of the client of the flow. */
  connections: readonly ConnectionView[]
  flows: readonly FlowSummary[]
  /** What arrives and what leaves, as far as it is known. */
  schemas: NodeSchemas
  /** Those of this node. */
  findings: readonly Finding[]
  openMapper: () => void
}

export const InspectorContext = createContext<InspectorFacts | null>(null)

/** The facts of the node that is shown. */
export function useFacts(): InspectorFacts {
  const facts = useContext(InspectorContext)
  if (!facts) throw new Error('A control of the inspector needs an InspectorContext above it.')
  return facts
}
