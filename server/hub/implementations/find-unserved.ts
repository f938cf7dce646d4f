import type { CrmConfiguration, CustomerFilter, CustomerProperty } from '../../model/crm-configuration.ts'
import { filterCriteria } from '../../model/customer-criteria.ts'
import { fieldOf } from '../../model/customer-role.ts'
import type { Flow } from '../../model/flow.ts'
import type { Implementation } from '../../model/implementation.ts'
import type { FieldPlace } from '../../model/lineage.ts'
import type { FieldError } from '../../model/problem.ts'
import { type FlowTracer, includesField, readsOf } from './flow-fields.ts'

interface FindingSources extends FlowTracer {
  flows: { current(id: string): Promise<Flow | undefined> }
}

/** What people type in or search by and no flow of the implementation reads, so that it would be lost without a word. */
export async function findUnserved(sources: FindingSources, implementation: Implementation): Promise<FieldError[]> {
  const { configuration } = implementation
  const { properties, filters } = configuration
  const [search, create, update] = await Promise.all(
    (['customers.search', 'customers.create', 'customers.update'] as const).map(async (operation) => {
      const flow = await sources.flows.current(implementation.flows[operation] ?? '')
      return flow && { name: flow.name, reads: readsOf(flow, operation, sources) }
    }),
  )
  return [
    ...(search ? filters.flatMap((filter, index) => unsearched({ filter, path: `configuration.filters.${index}`, configuration }, search)) : []),
    ...properties.flatMap((property, index) =>
      (['create', 'edit'] as const).flatMap((view) =>
        unread({ property, view, path: `configuration.properties.${index}.${view}.visible` }, view === 'create' ? create : update),
      ),
    ),
  ]
}

interface Reader {
  name: string
  reads: readonly FieldPlace[]
}

function unread({ property, view, path }: { property: CustomerProperty; view: 'create' | 'edit'; path: string }, flow: Reader | undefined): FieldError[] {
  const { visible, editable } = property[view]
  if (!flow || !property.active || !visible || !editable || includesField(flow.reads, 'customer', fieldOf(property))) return []
  return [{ path, code: 'unread', message: `the flow ${flow.name} does not read ${fieldOf(property)}: what is typed in here would be lost` }]
}

function unsearched({ filter, path, configuration }: { filter: CustomerFilter; path: string; configuration: CrmConfiguration }, flow: Reader): FieldError[] {
  if (!filter.active) return []
  const lost = filterCriteria(configuration, filter).filter((criterion) => !includesField(flow.reads, 'customer-search', criterion))
  return lost.map((criterion) => ({ path: `${path}.properties`, code: 'unread', message: `the flow ${flow.name} does not search by ${criterion}` }))
}
