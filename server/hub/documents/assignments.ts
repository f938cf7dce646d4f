import type { BusinessDocument } from '../../model/business-document.ts'
import type { Cancellation } from '../../model/cancellation.ts'
import { Problem } from '../../model/problem.ts'
import type { AssignmentReceipt, DocumentAssignment } from '../../model/trade-document.ts'
import type { AnsweredOperation } from '../operation-contract.ts'
import type { DocumentRooms } from './contract.ts'
import type { DocumentRegister } from './document-register.ts'

/** How long whoever assigns waits for the target, in milliseconds. After that the answer is `pending`, and the target is told later. */
const WAIT_MS = 5_000

/** A customer for an anonymous document; `by`: who says so. */
export interface Assignment {
  client: string
  id: string
  crmReference: string
  by: string
}

/**
 * Customers that are put into anonymous documents afterwards. The register has them first, so that nothing is lost; then the flow that is bound to `documents.assign`
 * tells the target, as an accepted document. What has not been delivered yet is told after its delivery: its queued body stays as it is.
 */
export class Assignments {
  private readonly rooms: DocumentRooms
  private readonly register: DocumentRegister

  constructor(rooms: DocumentRooms, register: DocumentRegister) {
    this.rooms = rooms
    this.register = register
  }

  /** The same customer again changes nothing, but tells the target where it was not. Throws `document.unknown`, `document.assigned`, `reference.*`. */
  async assign(assignment: Assignment, signal: Cancellation): Promise<BusinessDocument> {
    const { client, id } = assignment
    await this.register.read(client, id)
    const crmReference = await this.rooms.resolve(client, assignment.crmReference)
    const document = await this.note({ ...assignment, crmReference })
    // No flow may ever tell of it.
    await this.rooms.see(client, crmReference)
    if (document.ref === null || document.assigned?.forwarded !== 'pending') return document
    const run = await this.forward(document)
    if (run !== undefined) await this.rooms.forwarding.settled(run, WAIT_MS, signal)
    return this.register.read(client, id)
  }

  /** Has the target told; the same document again is told once. Gives back the run, or nothing where no flow is bound. */
  async forward({ client, id, kind, externalNumber, ref, number, channelId, crmReference }: BusinessDocument): Promise<string | undefined> {
    const flow = this.flow(client)
    if (flow === undefined) {
      await this.register.change(client, id, (known) => known && this.told(known, 'unsupported'))
      return undefined
    }
    const assignment: DocumentAssignment = { crmReference: crmReference!, document: { kind, externalNumber, ref, number, channelId } }
    const body = { id, assignment }
    const bytes = Buffer.byteLength(JSON.stringify(body))
    const { run } = await this.rooms.forwarding.accept({ client, flow, operation: 'documents.assign', body, bytes, idempotencyKey: `assign:${id}` })
    return run
  }

  /** A target was told. */
  async answered({ client, body, answer }: Pick<AnsweredOperation, 'client' | 'body' | 'answer'>): Promise<void> {
    const { forwarded } = answer as AssignmentReceipt
    await this.register.change(client, (body as { id: string }).id, (known) => known && this.told(known, forwarded))
  }

  private async note({ client, id, crmReference, by }: Assignment): Promise<BusinessDocument> {
    const at = this.register.instant()
    const bound = this.flow(client) !== undefined
    let noted = false
    const document = await this.register.change(client, id, (known) => {
      // Somebody else may have been quicker.
      if (!known || known.crmReference !== null) return known
      noted = true
      const forwarded = known.ref !== null && !bound ? 'unsupported' : 'pending'
      return { ...known, crmReference, assigned: { at, by, forwarded }, updatedAt: at }
    })
    if (!document) throw new Problem('document.unknown', 'The client has no document of this id.', { at: 'id' })
    requireFree(document, crmReference)
    if (noted) await this.rooms.store.audit.add({ at, user: by, action: 'document.assign', subject: `document:${id}`, note: '' })
    return document
  }

  private told(document: BusinessDocument, forwarded: AssignmentReceipt['forwarded']): BusinessDocument {
    if (!document.assigned) return document
    return { ...document, assigned: { ...document.assigned, forwarded }, updatedAt: this.register.instant() }
  }

  private flow(client: string): string | undefined {
    try {
      return this.rooms.boundFlow(client, 'documents.assign')
    } catch (error) {
      if (error instanceof Problem && error.code === 'client.unbound') return undefined
      throw error
    }
  }
}

/** Anonymous, or given this customer before. */
function requireFree({ crmReference, assigned }: BusinessDocument, wanted: string): void {
  if (crmReference === null || (assigned !== null && crmReference === wanted)) return
  throw new Problem('document.assigned', 'The document belongs to a customer already.', { at: 'id' })
}
