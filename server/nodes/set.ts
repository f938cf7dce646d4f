import { z } from 'zod'
import type { Emission, NodeKind, NodeTrace } from './contract.ts'
import { OUT, STEP } from './parts/base.ts'
import { compileField, evaluateAll } from './parts/evaluate.ts'
import { expressionField, keyField } from './parts/fields.ts'
import { objectBody } from './parts/put-key.ts'

const SetRow = z.strictObject({
  key: keyField({ title: 'Key', description: 'The key of the message that is set.' }),
  value: expressionField({ title: 'Value', description: 'Gives the value, from the message as it arrived. If it gives nothing, the key stays as it was.' }),
})

const SetConfig = z.strictObject({
  rows: z.array(SetRow).max(200).default([]).meta({ title: 'Keys', description: 'The keys that are set.' }),
  replace: z.boolean().default(false).meta({ title: 'Start empty', description: 'The new message holds only the keys above.' }),
  drop: z
    .array(keyField({ title: 'Key', description: 'A key that is taken out.' }))
    .max(200)
    .default([])
    .meta({ title: 'Drop keys', description: 'Keys that are taken out of the message.' }),
})
type SetConfig = z.infer<typeof SetConfig>

/** Sets and drops single keys of a message. */
export const set: NodeKind<SetConfig> = {
  spec: {
    kind: 'set',
    title: 'Set',
    group: 'transform',
    summary: 'Sets or drops single keys of a message, without a mapping.',
    icon: 'edit',
    ...STEP,
    outputs: { fixed: [OUT] },
    defaults: { rows: [], replace: false, drop: [] },
    line: '{rows}',
    expects: { rule: 'any' },
    produces: { rule: 'with', field: 'rows', key: 'key', alone: 'replace' },
    examples: [
      {
        title: 'An order gets its full name and loses a note',
        config: { rows: [{ key: 'buyer', value: 'first & " " & last' }], drop: ['note'] },
        input: { first: 'Ada', last: 'Novak', note: 'call first' },
        output: [{ port: 'out', body: { first: 'Ada', last: 'Novak', buyer: 'Ada Novak' } }],
      },
      {
        title: 'Only what is needed is kept',
        config: { rows: [{ key: 'number', value: 'receipt.number' }], replace: true },
        input: { receipt: { number: 'R-1' }, total: '5' },
        output: [{ port: 'out', body: { number: 'R-1' } }],
      },
      {
        title: 'A value that is not there changes nothing',
        config: { rows: [{ key: 'city', value: 'address.city' }] },
        input: { city: 'Brno' },
        output: [{ port: 'out', body: { city: 'Brno' } }],
      },
      { title: 'A list has no keys', config: { rows: [{ key: 'city', value: '"Brno"' }] }, input: [1], problem: 'message.invalid' },
    ],
  },
  config: SetConfig,
  prepare({ rows, replace, drop }, { expressions }) {
    const values = rows.map(({ value }, index) => compileField(expressions, value, `rows.${index}.value`))
    const assemble = (body: unknown, found: readonly unknown[]): Emission => {
      const result: Record<string, unknown> = replace ? {} : { ...objectBody(body) }
      found.forEach((value, index) => value !== undefined && (result[rows[index]!.key] = value))
      for (const key of drop) delete result[key]
      return { port: 'out', body: result }
    }
    const kept: NodeTrace['out'] = replace ? [] : [{ at: '', value: { of: 'message', without: drop } }]
    const written = rows.map(({ key }, index): NodeTrace['out'][number] => ({ at: key, value: { of: 'expression', expression: values[index]! } }))
    return {
      trace: { out: [...kept, ...written.filter(({ at }) => !drop.includes(at))] },
      run: ({ body }, { bindings }) => {
        const found = evaluateAll(values, body, bindings)
        return found instanceof Promise ? found.then((settled) => assemble(body, settled)) : assemble(body, found)
      },
    }
  },
}
