import type { Client } from '../../model/client.ts'
import { fieldOf } from '../../model/customer-role.ts'
import { ADDRESS_PARTS } from '../../model/configuration-check-addresses.ts'
import type { DiscountRule } from '../../model/discount.ts'
import type { Flow } from '../../model/flow.ts'
import type { ConfigurationChange, Implementation, ImplementationImpact } from '../../model/implementation.ts'
import { type FlowTracer, includesField, touchesOf } from './flow-fields.ts'

/** What there is that a change could touch. */
export interface ImpactFacts {
  changes: readonly ConfigurationChange[]
  before: Implementation
  clients: readonly Client[]
  discounts: readonly DiscountRule[]
  /** The flows of the implementation. */
  flows: readonly Flow[]
  tracer: FlowTracer
}

/** What the structural changes of an implementation touch: filters, addresses, discounts, flows and the clients that use it. */
export function impactOf(facts: ImpactFacts): ImplementationImpact[] {
  const paths = facts.changes.filter((change) => change.class === 'structural').map(({ path }) => path)
  if (paths.length === 0) return []
  const touched = new Set(paths.flatMap((path) => /^configuration\.properties\.([^.]+)/.exec(path)?.[1] ?? []))
  return [
    ...filters(facts, touched),
    ...addresses(facts, touched),
    ...discounts(facts, { touched, reordered: paths.some((path) => /^configuration\.properties\.[^.]+\.category$/.test(path)) }),
    ...flows(facts, { touched, paths }),
    ...facts.clients
      .filter(({ crm }) => crm?.implementation === facts.before.id)
      .map(({ id, name, crm }) => ({
        kind: 'client' as const,
        id,
        name,
        because: crm?.enabled ? 'uses the implementation now' : 'has chosen the implementation',
      })),
  ]
}

function filters({ before: { configuration } }: ImpactFacts, touched: ReadonlySet<string>): ImplementationImpact[] {
  return configuration.filters.flatMap(({ id, label, properties }) => {
    const used = properties.filter((key) => touched.has(key))
    return used.length === 0 ? [] : [{ kind: 'filter', id, name: label.text || id, because: `searches ${used.join(', ')}` }]
  })
}

function addresses({ before: { configuration } }: ImpactFacts, touched: ReadonlySet<string>): ImplementationImpact[] {
  return configuration.addresses.flatMap((address) => {
    const used = ADDRESS_PARTS.filter((part) => touched.has(address[part] ?? ''))
    return used.length === 0 ? [] : [{ kind: 'address', id: address.id, name: address.id, because: `takes ${used.join(', ')} from what changes` }]
  })
}

function discounts(facts: ImpactFacts, { touched, reordered }: { touched: ReadonlySet<string>; reordered: boolean }): ImplementationImpact[] {
  return facts.discounts.flatMap(({ id, name, client, targets }) => {
    if (client !== facts.before.client) return []
    const keys = new Set(targets.flatMap((target) => ('values' in target ? Object.keys(target.values) : [])))
    const used = [...keys].filter((key) => touched.has(key))
    if (used.length > 0) return [{ kind: 'discount', id, name, because: `is given by ${used.join(', ')}` }]
    return reordered && keys.size > 0 ? [{ kind: 'discount', id, name, because: 'is given by the category key' }] : []
  })
}

function flows(
  { before, flows: known, tracer }: ImpactFacts,
  { touched, paths }: { touched: ReadonlySet<string>; paths: readonly string[] },
): ImplementationImpact[] {
  const { properties } = before.configuration
  const fields = new Set(properties.filter(({ apiKey }) => touched.has(apiKey)).map(fieldOf))
  if (paths.some((path) => path.startsWith('configuration.addresses') || path === 'configuration.header.integration')) fields.add('addresses')
  const replaced = paths.includes('flows') || paths.includes('connection')
  return known.flatMap((flow) => {
    const { reads, writes } = touchesOf(flow, tracer)
    const [read, written] = [reads, writes].map((places) => [...fields].filter((field) => includesField(places, 'customer', field)))
    const words = [...(read?.length ? [`reads ${read.join(', ')}`] : []), ...(written?.length ? [`writes ${written.join(', ')}`] : [])]
    if (words.length > 0) return [{ kind: 'flow', id: flow.id, name: flow.name, because: words.join(' and ') }]
    return replaced ? [{ kind: 'flow', id: flow.id, name: flow.name, because: 'serves operations of the implementation' }] : []
  })
}
