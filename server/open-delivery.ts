import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Connect } from './connect/contract.ts'
import { createDelivery, type OpenDelivery } from './delivery/delivery.ts'
import type { DeliveryObserver, LiveFlow } from './delivery/parts.ts'
import type { Clock, Engine } from './engine/contract.ts'
import { requireConnection } from './flow-services.ts'
import { addDifferences } from './flow/cases/value-differences.ts'
import type { FlowRuntime, FlowServices } from './flow/contract.ts'
import type { Hub } from './hub/hub.ts'
import type { CanonicalOperationId } from './model/canonical-operation.ts'
import type { RunRecord } from './model/run.ts'
import type { Store } from './store/contract.ts'

/** Records of accepted documents that one server keeps in memory, besides those at work. */
const RECORDS = 5_000

export interface DeliverySurroundings {
  store: Store
  engine: Engine
  connect: Connect
  hub: Hub
  runtime: FlowRuntime
  services: FlowServices
  /** Live flows by id. */
  live: ReadonlyMap<string, LiveFlow>
  log: Logger
  clock: Clock
  observer?: DeliveryObserver | undefined
  /** Accepted documents that may wait. */
  mostQueued: number
  /** Other servers deliver as well. */
  shared: boolean
  /** Told of every change of the record of an accepted document. */
  tell(run: RunRecord, before?: RunRecord): void
}

/** The delivery with the clock and the randomness of this machine. */
export function openDelivery({ hub, services, log, clock, mostQueued, shared, tell, ...rooms }: DeliverySurroundings): OpenDelivery {
  return createDelivery({
    ...rooms,
    connection: (client, id) => requireConnection(hub, client, id),
    outputSchema: (client, connection, operation) => services.operationSchema(client, connection, operation, 'output'),
    compare: addDifferences,
    callback: (client) => hub.clients.callback(client),
    runId: services.runId,
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, run),
    random: randomBytes,
    announce: tell,
    unfinished: ({ open, ...message }) =>
      hub.documents.found({
        ...message,
        open: async () => {
          const { operation, body } = await open()
          return { operation: operation as CanonicalOperationId | undefined, body }
        },
      }),
    answered: (message) => hub.answered({ ...message, operation: message.operation as CanonicalOperationId }),
    failed: (problem, about) => log.error({ problem: problem.message }, about),
    limits: { total: mostQueued, perClient: Math.ceil(mostQueued / 2), records: shared ? 0 : RECORDS },
    shared,
  })
}
