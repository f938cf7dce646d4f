import { z } from 'zod'
import type { NodeKind } from './contract.ts'
import { STEP } from './parts/base.ts'
import { after, compileField, holds } from './parts/evaluate.ts'
import { expressionField } from './parts/fields.ts'
import { PASSES } from './parts/trace.ts'

const FilterConfig = z.strictObject({
  when: expressionField({ title: 'Condition', description: 'The message passes if the expression is true.' }),
})
type FilterConfig = z.infer<typeof FilterConfig>

/** Lets messages pass for which a condition holds. */
export const filter: NodeKind<FilterConfig> = {
  spec: {
    kind: 'filter',
    title: 'Filter',
    group: 'route',
    summary: 'Lets a message pass if a condition holds. The others leave by the port rejected, or end here.',
    icon: 'filter',
    ...STEP,
    outputs: {
      fixed: [
        { id: 'out', title: 'passed' },
        { id: 'rejected', title: 'rejected' },
      ],
    },
    defaults: { when: 'true' },
    line: '{when}',
    expects: { rule: 'same' },
    produces: { rule: 'same' },
    examples: [
      {
        title: 'An active customer passes',
        config: { when: 'status = "active"' },
        input: { name: 'Novak', status: 'active' },
        output: [{ port: 'out', body: { name: 'Novak', status: 'active' } }],
      },
      {
        title: 'A customer without a status does not',
        config: { when: 'status = "active"' },
        input: { name: 'Novak' },
        output: [{ port: 'rejected', body: { name: 'Novak' } }],
      },
      { title: 'An order without lines does not', config: { when: 'lines' }, input: { lines: [] }, output: [{ port: 'rejected', body: { lines: [] } }] },
      { title: 'A total that is no number', config: { when: 'total > 0' }, input: { total: {} }, problem: 'expression.failed' },
    ],
  },
  config: FilterConfig,
  prepare({ when }, { expressions }) {
    const condition = compileField(expressions, when, 'when')
    return {
      trace: { ...PASSES, decides: [condition] },
      run: (message, step) =>
        after(condition.evaluate(message.body, step.bindings), (value) => ({ port: holds(value) ? 'out' : 'rejected', body: message.body })),
    }
  },
}
