import { randomBytes } from 'node:crypto'
import type { Connect } from './connect/contract.ts'
import { businessKeyHash } from './delivery/hashes.ts'
import type { FlowServices } from './flow/contract.ts'
import type { Hub } from './hub/hub.ts'
import type { Connection } from './model/connection.ts'
import type { Operation } from './model/connector.ts'
import { Problem } from './model/problem.ts'
import type { RunRecord } from './model/run.ts'
import { createRunIds } from './run-id.ts'
import type { Store } from './store/contract.ts'

export interface FlowServiceParts {
  readonly store: Store
  readonly connect: Connect
  readonly hub: Hub
  /** Told of every run that begins or ends. */
  tell(run: RunRecord): void
}

/** What flows reach of the world, apart from captures. A connection of another client does not exist for them. */
export function flowServices({ store, connect, hub, tell }: FlowServiceParts): FlowServices {
  const operationOf = (client: string, connection: string, operation: string): Operation | undefined => {
    const operations = connect.connectors.get(hub.connections.find(client, connection)?.connector ?? '')?.operations
    return operations && Object.hasOwn(operations, operation) ? operations[operation] : undefined
  }
  return {
    call: async ({ client, connection, ...call }) => connect.call({ ...call, connection: requireConnection(hub, client, connection) }),
    customer: ({ client, ref, fields, signal }) => hub.customers.get(client, ref, { fields, signal }),
    operationSchema: (...[client, connection, operation, side]) => operationOf(client, connection, operation)?.[side],
    operationEffect: (client, connection, operation) => operationOf(client, connection, operation)?.effect,
    now: Date.now,
    tick: () => performance.now(),
    runId: createRunIds(Date.now, randomBytes),
    began: tell,
    ended: ({ run, steps, stepsLeftOut, keys }) => {
      store.runs.record({ run, steps, stepsLeftOut, keys: keys.map((key) => businessKeyHash(store.seal, key)) })
      tell(run)
    },
    version: async (flow, version) =>
      version === 0 ? (await store.flows.get(flow))?.value.flow : (await store.versions.get(`${flow}@${version}`))?.value.flow,
  }
}

/** Throws `connection.unknown` for a connection that the client does not have. */
export function requireConnection({ connections }: Pick<Hub, 'connections'>, client: string, id: string): Connection {
  const connection = connections.find(client, id)
  if (!connection) throw new Problem('connection.unknown', 'The client of the flow has no connection of this id.', { at: 'connection' })
  return connection
}
