import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import { ProblemCodeName } from '../model/problem-code-name.ts'
import type { NodeKind } from './contract.ts'
import { STEP } from './parts/base.ts'
import { textField } from './parts/fields.ts'
import { ENDS } from './parts/trace.ts'

const RaiseConfig = z.strictObject({
  code: ProblemCodeName.meta({ title: 'Problem', description: 'The code of the problem; it decides the HTTP status.', 'x-control': 'problem-code' }),
  detail: textField(
    { title: 'Detail', description: 'What is wrong, in a sentence. It is stored and shown, so it is fixed text and holds no data of the message.' },
    500,
  ),
})
type RaiseConfig = z.infer<typeof RaiseConfig>

/** Ends the run with a problem. */
export const raise: NodeKind<RaiseConfig> = {
  spec: {
    kind: 'raise',
    title: 'Raise',
    group: 'end',
    summary: 'Ends the run with a problem, which is what the caller gets.',
    icon: 'alert-triangle',
    ...STEP,
    canFail: false,
    ends: true,
    outputs: { fixed: [] },
    defaults: { code: 'flow.raised', detail: '' },
    line: '{code}',
    expects: { rule: 'any' },
    produces: { rule: 'any' },
    examples: [
      {
        title: 'An order for a blocked customer is refused',
        config: { code: 'flow.raised', detail: 'The customer is blocked.' },
        input: { status: 'blocked' },
        problem: 'flow.raised',
      },
      {
        title: 'The customer was not found',
        config: { code: 'target.not-found', detail: 'No customer has this number.' },
        input: null,
        problem: 'target.not-found',
      },
    ],
  },
  config: RaiseConfig,
  prepare: ({ code, detail }) => ({
    trace: ENDS,
    run: () => {
      throw new Problem(code, detail === '' ? 'The flow refused the message.' : detail)
    },
  }),
}
