import type { CanonicalOperationId } from '../model/canonical-operation.ts'
import type { PrepareOperation } from './customers/contract.ts'

export interface OperationPreparers {
  customers: PrepareOperation
  documents: PrepareOperation
  /** The flow that is bound to an operation of a client. Throws `client.unknown`, `client.unbound`. */
  boundFlow(client: string, operation: CanonicalOperationId): string
}

/** Which room prepares an operation, by the first part of its id. */
const DOCUMENTS: ReadonlySet<string> = new Set(['orders', 'shipments', 'invoices', 'creditNotes', 'documents'])

/** Prepares canonical requests: customers and documents by their rooms, all others for the flow that is bound. */
export function prepareOperation({ customers, documents, boundFlow }: OperationPreparers): PrepareOperation {
  const rooms = new Map<string, PrepareOperation>()
  const bound: PrepareOperation = ({ client, operation, body }) => ({ flow: boundFlow(client, operation), body })
  const roomOf = (operation: string): PrepareOperation => {
    const entity = operation.slice(0, operation.indexOf('.'))
    const room = entity === 'customers' ? customers : DOCUMENTS.has(entity) ? documents : bound
    rooms.set(operation, room)
    return room
  }
  return (request) => (rooms.get(request.operation) ?? roomOf(request.operation))(request)
}
