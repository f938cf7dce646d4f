import { z } from 'zod'
import { Mapping } from '../model/mapping.ts'
import { Problem } from '../model/problem.ts'
import type { NodeKind } from './contract.ts'
import { OUT, STEP } from './parts/base.ts'
import { after } from './parts/evaluate.ts'

const MapConfig = z.strictObject({
  mapping: Mapping.meta({ title: 'Mapping', description: 'Rows that fill the fields of the target from the source.', 'x-control': 'mapping' }),
})
type MapConfig = z.infer<typeof MapConfig>

const CUSTOMER_ROWS = [
  { id: 'r1', target: 'name', from: { kind: 'path', path: 'company.name' }, required: true },
  { id: 'r2', target: 'emails', from: { kind: 'each', path: 'contacts' }, rows: [{ id: 'r3', target: 'value', from: { kind: 'path', path: 'mail' } }] },
  { id: 'r4', target: 'status', from: { kind: 'constant', value: 'active' } },
]

/** Translates one structure into another, field by field. */
export const map: NodeKind<MapConfig> = {
  spec: {
    kind: 'map',
    title: 'Map',
    group: 'transform',
    summary: 'Translates one structure into another, field by field. Opens the mapper.',
    icon: 'arrows-exchange',
    ...STEP,
    outputs: { fixed: [OUT] },
    defaults: { mapping: { rows: [], ignored: [] } },
    line: 'field by field',
    expects: { rule: 'ref', field: 'mapping.source' },
    produces: { rule: 'mapping', field: 'mapping' },
    examples: [
      {
        title: 'A customer of the CRM becomes a customer of the API',
        config: { mapping: { rows: CUSTOMER_ROWS } },
        input: { company: { name: 'Bakery Novak' }, contacts: [{ mail: 'shop@bakery.example' }] },
        output: [{ port: 'out', body: { name: 'Bakery Novak', emails: [{ value: 'shop@bakery.example' }], status: 'active' } }],
      },
      {
        title: 'A customer without contacts keeps an empty list',
        config: { mapping: { rows: CUSTOMER_ROWS } },
        input: { company: { name: 'Bakery Novak' } },
        output: [{ port: 'out', body: { name: 'Bakery Novak', emails: [], status: 'active' } }],
      },
      { title: 'A customer without the required name', config: { mapping: { rows: CUSTOMER_ROWS } }, input: { contacts: [] }, problem: 'mapping.required' },
    ],
  },
  config: MapConfig,
  prepare({ mapping }, { expressions, output }) {
    const compiled = expressions.compileMapping(mapping, output)
    if (compiled.problems.length > 0) throw new Problem('flow.invalid', 'Rows of the mapping cannot run.', { at: 'mapping', errors: compiled.problems })
    return {
      run: (message, step) => after(compiled.run(message.body, step.bindings), (body) => ({ port: 'out', body })),
      trace: { out: [{ at: '', value: { of: 'mapping', mapping: compiled } }] },
      fills: compiled.fills,
    }
  },
}
