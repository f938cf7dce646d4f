import type { CanonicalOperationId } from '../model/canonical-operation.ts'
import type { PreparedOperation, PrepareOperation } from './operation-contract.ts'

export interface OperationPreparers {
  customers: PrepareOperation
  documents: PrepareOperation
  /** `<id>@<version>` of the implementation that a client uses. */
  implementation(client: string): string | undefined
  /** The flow that is bound to an operation of a client. Throws `client.unknown`, `client.unbound`. */
  boundFlow(client: string, operation: CanonicalOperationId): string
}

/** Which room prepares an operation, by the first part of its id. */
const DOCUMENTS: ReadonlySet<string> = new Set(['orders', 'shipments', 'invoices', 'creditNotes', 'documents'])

/** Prepares canonical requests: customers and documents by their rooms, all others for the flow that is bound. */
export function prepareOperation({ customers, documents, implementation, boundFlow }: OperationPreparers): PrepareOperation {
  const rooms = new Map<string, PrepareOperation>()
  const bound: PrepareOperation = ({ client, operation, body }) => ({ flow: boundFlow(client, operation), body })
  // The record of a document says where its customer lived.
  const recorded: PrepareOperation = (request) => {
    const label = implementation(request.client)
    const prepared = documents(request)
    const named = (each: PreparedOperation): PreparedOperation => (label === undefined ? each : { ...each, implementation: label })
    return prepared instanceof Promise ? prepared.then(named) : named(prepared)
  }
  const roomOf = (operation: string): PrepareOperation => {
    const entity = operation.slice(0, operation.indexOf('.'))
    const room = entity === 'customers' ? customers : DOCUMENTS.has(entity) ? recorded : bound
    rooms.set(operation, room)
    return room
  }
  return (request) => (rooms.get(request.operation) ?? roomOf(request.operation))(request)
}
