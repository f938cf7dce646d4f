import { z } from 'zod'
import type { NodeKind } from './contract.ts'
import { OUT, STEP } from './parts/base.ts'
import { textField } from './parts/fields.ts'
import { shapeOf } from './parts/shape.ts'
import { PASSES } from './parts/trace.ts'

const LogConfig = z.strictObject({
  label: textField({ title: 'Label', description: 'What to look for in the run.' }, 80).optional(),
})
type LogConfig = z.infer<typeof LogConfig>

/** Notes the shape of a message in the run: paths and types, never values. */
export const log: NodeKind<LogConfig> = {
  spec: {
    kind: 'log',
    title: 'Log',
    group: 'transform',
    summary: 'Notes the shape of the message in the run: paths and types, never values. The message goes on unchanged.',
    icon: 'file-search',
    ...STEP,
    canFail: false,
    outputs: { fixed: [OUT] },
    defaults: {},
    line: '{label}',
    expects: { rule: 'same' },
    produces: { rule: 'same' },
    examples: [
      {
        title: 'The shape of an order',
        config: { label: 'after the mapping' },
        input: { number: 'R-1', lines: [] },
        output: [{ port: 'out', body: { number: 'R-1', lines: [] } }],
      },
      { title: 'A message without a body', config: {}, input: null, output: [{ port: 'out', body: null }] },
    ],
  },
  config: LogConfig,
  prepare: () => ({
    trace: PASSES,
    run: ({ body }, step) => {
      step.note(shapeOf(body))
      return { port: 'out', body }
    },
  }),
}
