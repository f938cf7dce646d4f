import { z } from 'zod'
import { CANONICAL_OPERATIONS, type CanonicalOperation, CanonicalOperationId } from '../model/canonical-operation.ts'
import type { Admits, NodeKind } from './contract.ts'
import { OUT, TRIGGER } from './parts/base.ts'
import { PASSES } from './parts/trace.ts'

const EndpointConfig = z.strictObject({
  operation: CanonicalOperationId.meta({
    title: 'Operation',
    description: 'The operation of the API that starts this flow, once the flow is bound to it.',
    'x-control': 'canonical-operation',
  }),
})
type EndpointConfig = z.infer<typeof EndpointConfig>

/** Starts a run when a POS or ERP calls a canonical operation. */
export const endpoint: NodeKind<EndpointConfig> = {
  spec: {
    kind: 'endpoint',
    title: 'Endpoint',
    group: 'trigger',
    summary: 'Starts when a POS or ERP calls an operation of the API. The request has been checked already; the flow must answer it.',
    icon: 'api',
    ...TRIGGER,
    outputs: { fixed: [OUT] },
    defaults: { operation: 'customers.search' },
    line: '{operation}',
    expects: { rule: 'any' },
    produces: { rule: 'canonical', field: 'operation', side: 'input' },
    examples: [
      {
        title: 'A POS looks for a customer',
        config: { operation: 'customers.search' },
        input: { name: 'Novak', limit: 20 },
        output: [{ port: 'out', body: { name: 'Novak', limit: 20 } }],
      },
      {
        title: 'A POS reads one customer',
        config: { operation: 'customers.get' },
        input: { ref: 'crm:customer:C-1001' },
        output: [{ port: 'out', body: { ref: 'crm:customer:C-1001' } }],
      },
    ],
  },
  config: EndpointConfig,
  prepare: ({ operation }) => ({
    trigger: { type: 'operation', operation },
    admits: admitsOf(CANONICAL_OPERATIONS[operation]),
    run: (message) => ({ port: 'out', body: message.body }),
    trace: PASSES,
  }),
}

function admitsOf({ lane, keys }: CanonicalOperation): Admits {
  const read = (body: unknown, field: string): unknown => (body as Readonly<Record<string, unknown>> | null | undefined)?.[field]
  return { checked: true, lane: (body) => (lane === undefined ? undefined : read(body, lane)), keys: (body) => keys.map((field) => read(body, field)) }
}
