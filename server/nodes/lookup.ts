import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import type { Emission, NodeKind } from './contract.ts'
import { STEP } from './parts/base.ts'
import { after, compileField } from './parts/evaluate.ts'
import { expressionField, keyField } from './parts/fields.ts'
import { putKey } from './parts/put-key.ts'

const LookupConfig = z.strictObject({
  code: expressionField({ title: 'Code', description: 'A path or expression that gives the code to look up.' }),
  entries: z.record(z.string().max(200), z.json()).meta({ title: 'Value table', description: 'The value that stands for each code.', 'x-control': 'table' }),
  into: keyField({ title: 'Into the key', description: 'The key of the message that takes the value.' }),
  otherwise: z.enum(['port', 'problem', 'pass']).default('port').meta({
    title: 'Unknown code',
    description: 'port: the message leaves by the port unknown. problem: the node fails. pass: the code itself is taken as the value.',
  }),
})
type LookupConfig = z.infer<typeof LookupConfig>

const COUNTRIES = { code: 'country', entries: { CZ: 'Czechia', DE: 'Germany' }, into: 'countryName' }

/** Looks a code up in a value table and puts the value into the message. */
export const lookup: NodeKind<LookupConfig> = {
  spec: {
    kind: 'lookup',
    title: 'Lookup',
    group: 'transform',
    summary: 'Looks a code up in a value table and puts the value into the message.',
    icon: 'table-alias',
    ...STEP,
    outputs: {
      fixed: [
        { id: 'out', title: 'found' },
        { id: 'unknown', title: 'unknown code', when: { field: 'otherwise', is: 'port' } },
      ],
    },
    defaults: { code: 'code', entries: {}, into: 'value', otherwise: 'port' },
    line: '{code} → {into}',
    expects: { rule: 'any' },
    produces: { rule: 'with', field: 'into' },
    examples: [
      {
        title: 'The country of a customer',
        config: COUNTRIES,
        input: { country: 'CZ' },
        output: [{ port: 'out', body: { country: 'CZ', countryName: 'Czechia' } }],
      },
      { title: 'A country that is not in the table', config: COUNTRIES, input: { country: 'FR' }, output: [{ port: 'unknown', body: { country: 'FR' } }] },
      {
        title: 'The code is taken as it is',
        config: { ...COUNTRIES, otherwise: 'pass' },
        input: { country: 'FR' },
        output: [{ port: 'out', body: { country: 'FR', countryName: 'FR' } }],
      },
      { title: 'An unknown country is a problem', config: { ...COUNTRIES, otherwise: 'problem' }, input: {}, problem: 'lookup.unknown-code' },
    ],
  },
  config: LookupConfig,
  prepare(config, { expressions }) {
    const code = compileField(expressions, config.code, 'code')
    const entries = new Map(Object.entries(config.entries))
    const out = { at: config.into, value: { of: 'expression', expression: code, computed: config.otherwise !== 'pass' } } as const
    return {
      run: (message, step) => after(code.evaluate(message.body, step.bindings), (value) => found({ config, entries, body: message.body }, value)),
      trace: { out: [{ at: '', value: { of: 'message' } }, out], ...(config.otherwise === 'port' && { decides: [code] }) },
    }
  },
}

function found({ config, entries, body }: { config: LookupConfig; entries: ReadonlyMap<string, unknown>; body: unknown }, code: unknown): Emission {
  const key = typeof code === 'string' ? code : typeof code === 'number' || typeof code === 'boolean' ? String(code) : undefined
  if (key !== undefined && entries.has(key)) return { port: 'out', body: putKey(body, config.into, entries.get(key)) }
  if (config.otherwise === 'problem')
    throw new Problem('lookup.unknown-code', key === undefined ? 'The message holds no code to look up.' : 'The code is not in the value table.')
  if (config.otherwise === 'pass') return { port: 'out', body: code === undefined ? body : putKey(body, config.into, code) }
  return { port: 'unknown', body }
}
