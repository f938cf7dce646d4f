import { z } from 'zod'
import type { NodeKind } from './contract.ts'
import { NOTHING, STEP } from './parts/base.ts'
import { textField } from './parts/fields.ts'
import { ENDS } from './parts/trace.ts'

const NoteConfig = z.strictObject({
  text: textField({ title: 'Text', description: 'What the reader of this flow should know.' }, 4000),
})
type NoteConfig = z.infer<typeof NoteConfig>

/** A text on the canvas. Does nothing. */
export const note: NodeKind<NoteConfig> = {
  spec: {
    kind: 'note',
    title: 'Note',
    group: 'note',
    summary: 'A text on the canvas for those who read the flow. It does nothing.',
    icon: 'note',
    ...STEP,
    input: false,
    canFail: false,
    outputs: { fixed: [] },
    defaults: { text: '' },
    line: '{text}',
    expects: { rule: 'any' },
    produces: { rule: 'any' },
    examples: [{ title: 'A reminder', config: { text: 'Receipts are numbered per shop.' }, input: null, output: [] }],
  },
  config: NoteConfig,
  prepare: () => ({ trace: ENDS, run: () => NOTHING }),
}
