import { z } from 'zod'
import { Customer } from '../model/customer.ts'
import { Problem } from '../model/problem.ts'
import type { NodeKind } from './contract.ts'
import { STEP } from './parts/base.ts'
import { after, compileField } from './parts/evaluate.ts'
import { expressionField, keyField } from './parts/fields.ts'
import { putKey } from './parts/put-key.ts'

const FIELDS = Object.keys(Customer.shape).filter((field) => field !== 'ref') as [keyof Customer, ...(keyof Customer)[]]

const ResolveCustomerConfig = z.strictObject({
  ref: expressionField({
    title: 'Reference',
    description: 'Gives the reference of the customer. Nothing or null: the message leaves by the port none.',
  }).default('crmReference'),
  fields: z
    .array(z.enum(FIELDS))
    .min(1, 'at least one is needed')
    .max(FIELDS.length)
    .meta({ title: 'Fields', description: 'What is asked of the CRM; nothing else comes in. The reference is always there.' }),
  as: keyField({ title: 'Into the key', description: 'The key of the message that takes the customer.' }),
})
type ResolveCustomerConfig = z.infer<typeof ResolveCustomerConfig>

const BILLING = { fields: ['name', 'addresses'], as: 'customer' }
const ADDRESS = { kinds: ['billing'], isDefault: { billing: true, shipping: false }, line1: 'Radnicka 1', city: 'Brno', postalCode: '60200', country: 'CZ' }
const FOUND = { ref: 'crm:customer:C-1001', name: 'Example Bakery', addresses: [ADDRESS] }

/** Asks the CRM that the client uses for fields of a customer, just before they are needed. */
export const resolveCustomer: NodeKind<ResolveCustomerConfig> = {
  spec: {
    kind: 'resolve-customer',
    title: 'Resolve customer',
    group: 'call',
    summary: 'Asks the CRM of the client for fields of the customer that a reference names. They are in memory only, for as long as the run lasts.',
    icon: 'user-search',
    ...STEP,
    outputs: {
      fixed: [
        { id: 'out', title: 'found' },
        { id: 'none', title: 'no reference' },
      ],
    },
    defaults: { ref: 'crmReference', fields: ['name'], as: 'customer' },
    line: '{ref} → {as}',
    expects: { rule: 'any' },
    produces: { rule: 'customer', fields: 'fields', as: 'as' },
    examples: [
      {
        title: 'An invoice gets the name and address that it must show',
        config: BILLING,
        input: { crmReference: 'crm:customer:C-1001', total: '12.50' },
        calls: { 'crm:customer:C-1001': { ...FOUND, notes: 'was not asked for' } },
        output: [{ port: 'out', body: { crmReference: 'crm:customer:C-1001', total: '12.50', customer: FOUND } }],
      },
      {
        title: 'A document of the anonymous customer',
        config: BILLING,
        input: { crmReference: null, total: '12.50' },
        output: [{ port: 'none', body: { crmReference: null, total: '12.50' } }],
      },
      { title: 'The CRM cannot be reached', config: BILLING, input: { crmReference: 'crm:customer:C-1001' }, problem: 'crm.offline' },
      { title: 'What is named is no reference', config: BILLING, input: { crmReference: 7 }, problem: 'message.invalid' },
    ],
  },
  config: ResolveCustomerConfig,
  prepare({ ref, fields, as }, { expressions }) {
    const reference = compileField(expressions, ref, 'ref')
    return {
      trace: {
        out: [
          { at: '', value: { of: 'message', without: [as] } },
          { at: as, value: { of: 'answer', only: ['ref', ...fields] } },
        ],
        decides: [reference],
        sends: [{ to: { to: 'customer' }, value: { of: 'expression', expression: reference } }],
      },
      run: async ({ body }, step) => {
        const found = await after(reference.evaluate(body, step.bindings), (value) => value)
        if (found === undefined || found === null || found === '') return { port: 'none', body }
        if (typeof found !== 'string') throw new Problem('message.invalid', 'The reference of the customer must be a text.', { at: 'ref' })
        const customer = await step.customer(found, fields)
        return { port: 'out', body: putKey(body, as, chosen(customer, ['ref', ...fields])) }
      },
    }
  },
}

/** The named fields of an object, and nothing else. */
function chosen(value: unknown, fields: readonly string[]): Record<string, unknown> {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  return Object.fromEntries(fields.flatMap((field) => (Object.hasOwn(given, field) && given[field] !== undefined ? [[field, given[field]]] : [])))
}
