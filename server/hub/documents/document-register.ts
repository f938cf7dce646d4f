import type { BusinessDocument } from '../../model/business-document.ts'
import { Problem } from '../../model/problem.ts'
import type { AnsweredOperation } from '../operation-contract.ts'
import type { DocumentRooms } from './contract.ts'
import { type DocumentHeader, documentKindOf } from './document-kinds.ts'
import { WaitingRows } from './waiting-rows.ts'

/** A document that has arrived: `run` is the id of its row. */
export type ArrivedDocument = Pick<AnsweredOperation, 'run' | 'client' | 'operation' | 'body'>

export type RegisterRooms = Pick<DocumentRooms, 'store' | 'crm' | 'now' | 'after' | 'shared'>

/** What a target answered for a document. */
type Receipt = Partial<Record<'ref' | 'number' | 'status', string | null>>

/** Headers of the documents of all clients: which there are, whose they are, and what targets know them by. */
export class DocumentRegister {
  private readonly rooms: RegisterRooms
  private readonly rows: WaitingRows

  constructor(rooms: RegisterRooms) {
    this.rooms = rooms
    this.rows = new WaitingRows({ ...rooms, write: (row) => this.writeWaiting(row) })
  }

  /** Resolves when the store has all rows. */
  flush(): Promise<void> {
    return this.rows.flush()
  }

  /** Throws `document.unknown`. */
  async read(client: string, id: string): Promise<BusinessDocument> {
    await this.rows.flush()
    const row = await this.rooms.store.documents.get(client, id)
    if (!row) throw new Problem('document.unknown', 'The client has no document of this id.', { at: 'id' })
    return row
  }

  /** By the number that the POS gave it; the newest where there are several. */
  async byNumber(client: string, { kind, externalNumber }: Pick<BusinessDocument, 'kind' | 'externalNumber'>): Promise<BusinessDocument | undefined> {
    await this.rows.flush()
    return this.rooms.store.documents.byNumber(client, kind, externalNumber)
  }

  /** Notes a document that waits for its delivery. */
  async waiting(arrived: ArrivedDocument): Promise<void> {
    await this.rows.add(await this.rowOf(arrived))
  }

  /** Notes what a target answered. The same document handed over once more, by another run, keeps its row. */
  async delivered(arrived: ArrivedDocument, { ref = null, number = null, status = null }: Receipt): Promise<BusinessDocument | undefined> {
    const fresh = await this.rowOf(arrived)
    const twin = await this.twinOf(fresh)
    const id = twin && ref !== null && twin.ref === ref ? twin.id : fresh.id
    const row = await this.change(arrived.client, id, (known) => ({
      ...(id === fresh.id ? renewed(known, fresh) : (known ?? fresh)),
      ref,
      number,
      status,
      updatedAt: this.instant(),
    }))
    this.rows.drop(arrived.run)
    return row
  }

  change(client: string, id: string, change: (known: BusinessDocument | undefined) => BusinessDocument | undefined): Promise<BusinessDocument | undefined> {
    return this.rooms.store.documents.change(client, id, change)
  }

  /** RFC 3339. */
  instant(): string {
    return new Date(this.rooms.now()).toISOString()
  }

  /** A document that a target has already keeps the row of its first run. */
  private async writeWaiting(row: BusinessDocument): Promise<void> {
    if ((await this.twinOf(row))?.ref) return
    await this.change(row.client, row.id, (known) => known ?? row)
  }

  private twinOf({ client, kind, externalNumber }: BusinessDocument): Promise<BusinessDocument | undefined> {
    return this.rooms.store.documents.byNumber(client, kind, externalNumber)
  }

  private async rowOf({ run, client, operation, body }: ArrivedDocument): Promise<BusinessDocument> {
    const header = body as DocumentHeader
    const at = this.instant()
    const sources = await Promise.all((header.sources ?? []).map((source) => this.byNumber(client, source)))
    return {
      id: run,
      client,
      kind: documentKindOf(operation)!,
      channelId: header.channelId,
      externalNumber: header.externalNumber,
      crmReference: header.crmReference ?? null,
      anonymousReason: header.crmReference ? null : (header.anonymousReason ?? null),
      customerRef: header.customerRef ?? this.rooms.crm(client)?.anonymousCustomer ?? 'local:customer:anonymous',
      ref: null,
      number: null,
      status: null,
      from: sources.flatMap((source) => (source ? [source.id] : [])),
      assigned: null,
      issueDate: header.issueDate,
      createdAt: at,
      updatedAt: at,
    }
  }
}

/** The header as it was delivered: an operator may have edited the document on its way. A customer who was put into it stays. */
function renewed(known: BusinessDocument | undefined, fresh: BusinessDocument): BusinessDocument {
  if (!known) return fresh
  const { createdAt, assigned, crmReference, anonymousReason } = known
  return { ...fresh, createdAt, ...(assigned && { assigned, crmReference, anonymousReason }) }
}
