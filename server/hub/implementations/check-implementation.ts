import { checkConfiguration } from '../../model/configuration-check.ts'
import type { Connection } from '../../model/connection.ts'
import type { Flow } from '../../model/flow.ts'
import type { NodeSpecs } from '../../model/flow-schema.ts'
import type { Implementation } from '../../model/implementation.ts'
import type { FieldError } from '../../model/problem.ts'
import type { Store } from '../../store/contract.ts'
import { connectionsOf, operationsOf } from '../flow-facts.ts'

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
      ? [
          {
            path: `configuration.properties.${index}.validation.rule`,
            code: 'external-flow',
            message: 'needs a flow for customers.onChange, which asks the CRM',
          },
        ]
      : [],
  )
}

/** The flows of an implementation that cannot serve their operation. */
export async function checkFlows(around: ImplementationSurroundings, { client, connection, flows }: Implementation, live: boolean): Promise<FieldError[]> {
  const faults = Object.entries(flows).map(async ([operation, id]): Promise<FieldError[]> => {
    const flow = live ? around.flows.published(id) : await around.flows.current(id)
    const known = flow !== undefined || (await around.flows.current(id)) !== undefined
    const fault = faultOf(around, { flow, client, operation, known }) ?? (live && flow ? strayFault(around, flow, connection) : undefined)
    return fault === undefined ? [] : [{ path: `flows.${operation}`, ...fault }]
  })
  return (await Promise.all(faults)).flat()
}

/** The flows of an implementation that call other connections and not its own: customers would come from another CRM than the implementation says. */
export async function findStrays(around: ImplementationSurroundings, { connection, flows }: Implementation): Promise<FieldError[]> {
  const strays = Object.entries(flows).map(async ([operation, id]): Promise<FieldError[]> => {
    const flow = await around.flows.current(id)
    const fault = flow && strayFault(around, flow, connection)
    return fault ? [{ path: `flows.${operation}`, ...fault }] : []
  })
  return (await Promise.all(strays)).flat()
}

function strayFault({ specs }: ImplementationSurroundings, flow: Flow, connection: string): Omit<FieldError, 'path'> | undefined {
  const called = [...new Set(connectionsOf(flow, specs))].filter((id) => id !== '')
  if (called.length === 0 || called.includes(connection)) return undefined
  return { code: 'flow-connection', message: `the flow calls ${called.join(', ')} and not ${connection}, the connection of the implementation` }
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
