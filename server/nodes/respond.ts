import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import type { NodeKind, NodeTrace, StepContext } from './contract.ts'
import type { Expression } from '../expression/expression.ts'
import { NOTHING, STEP } from './parts/base.ts'
import { after, compileField } from './parts/evaluate.ts'
import { expressionField } from './parts/fields.ts'

const FORBIDDEN = ['connection', 'content-length', 'content-type', 'keep-alive', 'set-cookie', 'trailer', 'transfer-encoding', 'upgrade']

const HeaderName = z
  .string()
  .max(80)
  .regex(/^[A-Za-z0-9-]+$/, 'must be a header name of letters, digits and hyphens')
  .refine((name) => !FORBIDDEN.includes(name.toLowerCase()), 'is a header that the server sets')

const RespondConfig = z.strictObject({
  status: z
    .int()
    .min(200)
    .max(599)
    .default(200)
    .meta({ title: 'Status', description: 'The HTTP status. The good answer of an endpoint always has the status of its operation.' }),
  body: expressionField({ title: 'Body', description: 'Gives the body of the answer. Left out: the message body as it is.' }).optional(),
  headers: z
    .record(HeaderName, z.string().max(2000))
    .default({})
    .meta({ title: 'Headers', description: 'Further headers. A value that begins with = is an expression.', 'x-control': 'table' }),
})
type RespondConfig = z.infer<typeof RespondConfig>

/** Gives the caller the answer of the run and ends the path. The first answer of a run counts. */
export const respond: NodeKind<RespondConfig> = {
  spec: {
    kind: 'respond',
    title: 'Respond',
    group: 'end',
    summary: 'Answers the caller and ends this path. The first answer of a run counts.',
    icon: 'corner-up-left',
    ...STEP,
    ends: true,
    outputs: { fixed: [] },
    defaults: { status: 200, headers: {} },
    line: '{status} {body}',
    expects: { rule: 'response', unless: 'body' },
    produces: { rule: 'any' },
    examples: [
      { title: 'The receipt of an order', config: { status: 201 }, input: { number: 'R-1' }, output: [], response: { status: 201, body: { number: 'R-1' } } },
      {
        title: 'Only the number',
        config: { body: '{ "number": receipt.number }' },
        input: { receipt: { number: 'R-1' }, total: '5' },
        output: [],
        response: { status: 200, body: { number: 'R-1' } },
      },
      {
        title: 'A header that holds a line break',
        config: { headers: { Location: '=link' } },
        input: { link: '/orders/1\r\nX: 1' },
        problem: 'expression.failed',
      },
    ],
  },
  config: RespondConfig,
  prepare({ status, body, headers }, { expressions }) {
    const content = body === undefined ? undefined : compileField(expressions, body, 'body')
    const dynamic = Object.entries(headers).map(([name, text]) => ({
      name,
      text,
      value: text.startsWith('=') ? compileField(expressions, text.slice(1), `headers.${name}`) : undefined,
    }))
    const sent = dynamic.flatMap(({ name, value }): Sent[] => (value ? [{ to: { to: 'header', name }, value: { of: 'expression', expression: value } }] : []))
    return {
      trace: { out: [], sends: [{ to: { to: 'caller' }, value: content ? { of: 'expression', expression: content } : { of: 'message' } }, ...sent] },
      run: (message, step) => {
        const given = content ? content.evaluate(message.body, step.bindings) : message.body
        if (dynamic.length === 0) return after(given, (value) => (step.respond({ status, body: value }), NOTHING))
        return Promise.all([given, headersOf(dynamic, message.body, step)]).then(
          ([value, made]) => (step.respond({ status, body: value, headers: made }), NOTHING),
        )
      },
    }
  },
}

type Sent = NonNullable<NodeTrace['sends']>[number]

async function headersOf(
  list: readonly { name: string; text: string; value: Expression | undefined }[],
  body: unknown,
  step: StepContext,
): Promise<Record<string, string>> {
  const made: Record<string, string> = {}
  for (const { name, text, value } of list) {
    const found = value ? await value.evaluate(body, step.bindings) : text
    if (found === undefined || found === null) continue
    if (typeof found === 'object' || /[^\t\x20-\x7e\x80-\xff]/.test(String(found)))
      throw new Problem('expression.failed', `The header ${name} is no plain text of one line.`)
    made[name] = String(found)
  }
  return made
}
