import { z } from 'zod'
import type { NodeKind } from './contract.ts'
import { OUT, STEP } from './parts/base.ts'
import { after, compileField } from './parts/evaluate.ts'
import { expressionField, keyField } from './parts/fields.ts'
import { putKey } from './parts/put-key.ts'
import { answered } from './parts/trace.ts'

const CallConfig = z.strictObject({
  connection: z.string().min(1, 'is needed').max(63).meta({ title: 'Connection', description: 'Which system is called.', 'x-control': 'connection' }),
  operation: z.string().min(1, 'is needed').max(80).meta({ title: 'Operation', description: 'What it is asked to do.', 'x-control': 'operation' }),
  input: expressionField({ title: 'Input', description: 'Gives the input of the operation. Left out: the message body as it is.' }).optional(),
  as: keyField({
    title: 'Keep the message',
    description: 'Left out: the answer replaces the message. With a key: the message stays, and the answer stands below the key.',
  }).optional(),
  undo: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be the id of a node')
    .optional()
    .meta({
      title: 'Undone by',
      description:
        'Id of the call node that undoes what this one has written, for documents that are cancelled half-way. No wire leads to that node; its input sees the answer of this call as the message, and the first message of the run as $input.',
      'x-control': 'call-node',
    }),
})
type CallConfig = z.infer<typeof CallConfig>

const FIND = { connection: 'crm', operation: 'customers.find' }

/** Calls an operation of a connection. */
export const call: NodeKind<CallConfig> = {
  spec: {
    kind: 'call',
    title: 'Call',
    group: 'call',
    summary: 'Calls an operation of a connection and sends its answer on.',
    icon: 'plug-connected',
    ...STEP,
    outputs: { fixed: [OUT] },
    defaults: { connection: '', operation: '' },
    line: '{connection} · {operation}',
    expects: { rule: 'operation', connection: 'connection', operation: 'operation', side: 'input', unless: 'input' },
    produces: { rule: 'operation', connection: 'connection', operation: 'operation', side: 'output', as: 'as' },
    examples: [
      {
        title: 'A customer is looked for in the CRM',
        config: FIND,
        input: { email: 'shop@bakery.example' },
        calls: { 'customers.find': { id: 'C-1001' } },
        output: [{ port: 'out', body: { id: 'C-1001' } }],
      },
      {
        title: 'An order keeps its fields and gets its customer',
        config: { ...FIND, input: '{ "email": buyer }', as: 'customer' },
        input: { buyer: 'shop@bakery.example', total: '12.50' },
        calls: { 'customers.find': { id: 'C-1001' } },
        output: [{ port: 'out', body: { buyer: 'shop@bakery.example', total: '12.50', customer: { id: 'C-1001' } } }],
      },
      { title: 'An operation that answers nothing', config: FIND, input: {}, calls: { 'customers.find': null }, output: [{ port: 'out', body: null }] },
      { title: 'The system cannot be reached', config: FIND, input: {}, problem: 'target.unavailable' },
    ],
  },
  config: CallConfig,
  prepare({ connection, operation, input, as, undo }, { expressions }) {
    const template = input === undefined ? undefined : compileField(expressions, input, 'input')
    return {
      ...(undo !== undefined && { undo }),
      trace: {
        out: answered(as),
        sends: [{ to: { to: 'operation', connection, operation }, value: template ? { of: 'expression', expression: template } : { of: 'message' } }],
      },
      run: async (message, step) => {
        const given = template ? await after(template.evaluate(message.body, step.bindings), (value) => value) : message.body
        const output = (await step.call({ connection, operation, input: given })) ?? null
        return { port: 'out', body: as === undefined ? output : putKey(message.body, as, output) }
      },
    }
  },
}
