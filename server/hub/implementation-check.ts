import { checkConfiguration } from '../model/configuration-check.ts'
import type { Connection } from '../model/connection.ts'
import type { Flow } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import type { Implementation } from '../model/implementation.ts'
import type { FieldError } from '../model/problem.ts'
import type { Store } from '../store/contract.ts'
import { operationsOf } from './flow-facts.ts'

/** What an implementation refers to. */
export interface ImplementationSurroundings {
  store: Pick<Store, 'clients'>
  specs: NodeSpecs
  connections: { find(client: string, id: string): Connection | undefined }
  flows: { current(id: string): Promise<Flow | undefined>; published(id: string): Flow | undefined }
}

/** What is wrong with an implementation. `live`: it is to serve a client, so that its flows must be published. */
export async function checkImplementation(around: ImplementationSurroundings, implementation: Implementation, live: boolean): Promise<FieldError[]> {
  const { client, connection, configuration } = implementation
  const errors: FieldError[] = []
  if (!(await around.store.clients.get(client))) errors.push({ path: 'client', code: 'client-unknown', message: 'there is no such client' })
  if (!around.connections.find(client, connection))
    errors.push({ path: 'connection', code: 'connection-unknown', message: 'the client has no connection of this id' })
  return [...errors, ...(await checkFlows(around, implementation, live)), ...checkConfiguration(configuration), ...checkExternalRules(implementation)]
}

/** Rules of which the CRM must say whether they hold. */
function checkExternalRules({ configuration, flows }: Implementation): FieldError[] {
  if (flows['customers.onChange'] !== undefined) return []
  return configuration.properties.flatMap(({ active, validation: { level, rule } }, index) =>
    active && level === 'required' && rule === 'external'
      ? [{ path: `configuration.properties.${index}.validation.rule`, code: 'external-flow', message: 'needs a flow for customers.onChange, which asks the CRM' }]
      : [],
  )
}

/** The flows of an implementation that cannot serve their operation. */
export async function checkFlows(around: ImplementationSurroundings, { client, flows }: Implementation, live: boolean): Promise<FieldError[]> {
  const faults = Object.entries(flows).map(async ([operation, id]): Promise<FieldError[]> => {
    const flow = live ? around.flows.published(id) : await around.flows.current(id)
    const fault = faultOf(around, { flow, client, operation, known: flow !== undefined || (await around.flows.current(id)) !== undefined })
    return fault === undefined ? [] : [{ path: `flows.${operation}`, ...fault }]
  })
  return (await Promise.all(faults)).flat()
}

interface Served {
  flow: Flow | undefined
  /** There is a draft at least. */
  known: boolean
  client: string
  operation: string
}

function faultOf({ specs }: ImplementationSurroundings, { flow, known, client, operation }: Served): Omit<FieldError, 'path'> | undefined {
  if (!known) return { code: 'flow-unknown', message: 'there is no such flow' }
  if (!flow) return { code: 'flow-unpublished', message: 'the flow has no published version' }
  if (flow.client !== client) return { code: 'flow-client', message: 'the flow belongs to another client' }
  if (!operationsOf(flow, specs).includes(operation)) return { code: 'flow-endpoint', message: `the flow has no endpoint node for ${operation}` }
  return undefined
}
