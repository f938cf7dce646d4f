import { z } from 'zod'
import type { Emission, NodeKind } from './contract.ts'
import { STEP } from './parts/base.ts'
import { after, compileField } from './parts/evaluate.ts'
import { expressionField } from './parts/fields.ts'

const SplitConfig = z.strictObject({
  items: expressionField({
    title: 'Items',
    description: 'A path or expression that gives the list. A single value counts as a list of one, nothing as an empty list.',
  }),
  concurrency: z
    .int()
    .min(1)
    .max(50)
    .default(1)
    .meta({ title: 'At the same time', description: 'How many items are worked on at the same time. 1: one after the other, in order.' }),
})
type SplitConfig = z.infer<typeof SplitConfig>

/** Sends each element of a list on its own; what follows runs once for each, until a collect node. */
export const split: NodeKind<SplitConfig> = {
  spec: {
    kind: 'split',
    title: 'Split',
    group: 'route',
    summary: 'Sends each element of a list on its own. What follows runs once for each, until a collect node. Position and number are in $meta.split.',
    icon: 'arrows-split',
    ...STEP,
    fans: true,
    outputs: { fixed: [{ id: 'item', title: 'each item' }] },
    defaults: { items: 'items', concurrency: 1 },
    line: 'each of {items}',
    expects: { rule: 'any' },
    produces: { rule: 'element', field: 'items' },
    examples: [
      {
        title: 'The lines of an order',
        config: { items: 'lines' },
        input: { lines: [{ sku: 'A' }, { sku: 'B' }] },
        output: [
          { port: 'item', body: { sku: 'A' } },
          { port: 'item', body: { sku: 'B' } },
        ],
      },
      {
        title: 'One line stays a list of one',
        config: { items: 'lines', concurrency: 5 },
        input: { lines: [{ sku: 'A' }] },
        output: [{ port: 'item', body: { sku: 'A' } }],
      },
      { title: 'An order without lines', config: { items: 'lines' }, input: { total: '0' }, output: [] },
      { title: 'Lines that cannot be counted', config: { items: 'lines[price > 1]' }, input: { lines: [{ price: {} }] }, problem: 'expression.failed' },
    ],
  },
  config: SplitConfig,
  prepare({ items, concurrency }, { expressions }) {
    const list = compileField(expressions, items, 'items')
    return {
      concurrency,
      run: (message, step) => after(list.evaluate(message.body, step.bindings), emissionsOf),
      trace: { out: [{ at: '', value: { of: 'expression', expression: list } }], counts: list },
    }
  },
}

function emissionsOf(value: unknown): Emission[] {
  if (value === undefined || value === null) return []
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  return items.map((body) => ({ port: 'item', body }))
}
