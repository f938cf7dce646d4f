import { z } from 'zod'
import { SchemaRef } from '../model/mapping.ts'
import { Problem } from '../model/problem.ts'
import type { NodeKind } from './contract.ts'
import { STEP } from './parts/base.ts'
import { compileSchema } from './parts/json-schema-check.ts'
import { PASSES } from './parts/trace.ts'

const ValidateConfig = z.strictObject({
  schema: SchemaRef.meta({
    title: 'Schema',
    description: 'What the message must fit: a canonical operation, an operation of a connection, or a JSON Schema written here.',
    'x-control': 'schema',
  }),
})
type ValidateConfig = z.infer<typeof ValidateConfig>

const RECEIPT = {
  schema: {
    from: 'inline',
    schema: { type: 'object', properties: { number: { type: 'string' }, total: { type: 'string', pattern: '^\\d+\\.\\d{2}$' } }, required: ['number'] },
  },
}

/** Lets a message pass that fits a schema; another is `message.invalid` with the fields. */
export const validate: NodeKind<ValidateConfig> = {
  spec: {
    kind: 'validate',
    title: 'Validate',
    group: 'transform',
    summary: 'Lets a message pass that fits a schema. Another is a problem that names the fields.',
    icon: 'shield-check',
    ...STEP,
    outputs: { fixed: [{ id: 'out', title: 'fits' }] },
    defaults: { schema: { from: 'inline', schema: { type: 'object' } } },
    line: 'fits {schema.from} {schema.operation}',
    expects: { rule: 'ref', field: 'schema' },
    produces: { rule: 'ref', field: 'schema' },
    examples: [
      {
        title: 'A receipt that fits',
        config: RECEIPT,
        input: { number: 'R-1', total: '12.50', note: 'paid' },
        output: [{ port: 'out', body: { number: 'R-1', total: '12.50', note: 'paid' } }],
      },
      {
        title: 'A customer search of the API',
        config: { schema: { from: 'canonical', operation: 'customers.search', side: 'input' } },
        input: { name: 'Novak', limit: 5 },
        output: [{ port: 'out', body: { name: 'Novak', limit: 5 } }],
      },
      { title: 'A receipt without a number', config: RECEIPT, input: { total: '12.50' }, problem: 'message.invalid' },
    ],
  },
  config: ValidateConfig,
  prepare({ schema }, { output }) {
    const known = schema.from === 'inline' ? schema.schema : output
    if (!known) throw new Problem('flow.invalid', 'The schema is not known; choose another operation.', { at: 'schema' })
    const check = compileSchema(known, 'schema')
    return {
      trace: PASSES,
      run: ({ body }) => {
        const errors = check(body)
        if (errors.length > 0)
          throw new Problem('message.invalid', `${errors.length === 1 ? 'One field does' : `${errors.length} fields do`} not fit the schema.`, { errors })
        return { port: 'out', body }
      },
    }
  },
}
