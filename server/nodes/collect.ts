import { z } from 'zod'
import type { NodeKind } from './contract.ts'
import { OUT, STEP } from './parts/base.ts'
import { keyField } from './parts/fields.ts'

const CollectConfig = z.strictObject({
  as: keyField({
    title: 'Under the key',
    description: 'Left out: the message is the list itself. With a key: an object that holds the list below it.',
  }).optional(),
})
type CollectConfig = z.infer<typeof CollectConfig>

/** Waits for all items of a split and sends one list in their order. */
export const collect: NodeKind<CollectConfig> = {
  spec: {
    kind: 'collect',
    title: 'Collect',
    group: 'route',
    summary: 'Waits for all items of the split before it and sends one list, in the order of the items. Items that ended elsewhere are absent.',
    icon: 'arrows-join',
    ...STEP,
    canFail: false,
    gathers: true,
    outputs: { fixed: [OUT] },
    defaults: {},
    line: 'one list {as}',
    expects: { rule: 'list', as: 'as' },
    produces: { rule: 'list', as: 'as' },
    examples: [
      {
        title: 'The receipts of all orders',
        config: {},
        input: [{ number: 'R-1' }, { number: 'R-2' }],
        output: [{ port: 'out', body: [{ number: 'R-1' }, { number: 'R-2' }] }],
      },
      { title: 'No order had a receipt', config: { as: 'receipts' }, input: [], output: [{ port: 'out', body: { receipts: [] } }] },
    ],
  },
  config: CollectConfig,
  prepare: ({ as }) => ({
    run: ({ body }) => ({ port: 'out', body: as === undefined ? body : { [as]: body } }),
    trace: { out: [{ at: as ?? '', value: { of: 'message' } }] },
  }),
}
