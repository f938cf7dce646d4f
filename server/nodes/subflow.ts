import { z } from 'zod'
import type { NodeKind } from './contract.ts'
import { OUT, STEP } from './parts/base.ts'
import { keyField } from './parts/fields.ts'
import { putKey } from './parts/put-key.ts'
import { answered } from './parts/trace.ts'

const SubflowConfig = z.strictObject({
  flow: z.string().min(1, 'is needed').max(63).meta({ title: 'Flow', description: 'A published flow of the same client.', 'x-control': 'flow' }),
  as: keyField({
    title: 'Keep the message',
    description: 'Left out: the answer replaces the message. With a key: the message stays, and the answer stands below the key.',
  }).optional(),
})
type SubflowConfig = z.infer<typeof SubflowConfig>

/** Runs another flow and sends its answer on. */
export const subflow: NodeKind<SubflowConfig> = {
  spec: {
    kind: 'subflow',
    title: 'Subflow',
    group: 'call',
    summary: 'Runs the published version of another flow of the same client and sends its answer on.',
    icon: 'sitemap',
    ...STEP,
    outputs: { fixed: [OUT] },
    defaults: { flow: '' },
    line: '{flow}',
    expects: { rule: 'any' },
    produces: { rule: 'any' },
    examples: [
      {
        title: 'Another flow finds the customer',
        config: { flow: 'find-customer' },
        input: { email: 'shop@bakery.example' },
        calls: { 'find-customer': { id: 'C-1001' } },
        output: [{ port: 'out', body: { id: 'C-1001' } }],
      },
      {
        title: 'The order keeps its fields',
        config: { flow: 'find-customer', as: 'customer' },
        input: { total: '5' },
        calls: { 'find-customer': { id: 'C-1001' } },
        output: [{ port: 'out', body: { total: '5', customer: { id: 'C-1001' } } }],
      },
      { title: 'The other flow is not published', config: { flow: 'find-customer' }, input: {}, problem: 'flow.unpublished' },
    ],
  },
  config: SubflowConfig,
  prepare: ({ flow, as }) => ({
    trace: { out: answered(as), sends: [{ to: { to: 'flow', flow }, value: { of: 'message' } }] },
    run: async ({ body }, step) => {
      const answer = (await step.subflow(flow, body)) ?? null
      return { port: 'out', body: as === undefined ? answer : putKey(body, as, answer) }
    },
  }),
}
