import { z } from 'zod'
import { CanonicalOperationId } from '../model/canonical-operation.ts'
import type { NodeKind } from './contract.ts'
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
  prepare: ({ operation }) => ({ trigger: { type: 'operation', operation }, run: (message) => ({ port: 'out', body: message.body }), trace: PASSES }),
}
