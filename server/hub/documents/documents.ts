import type { CanonicalOperationId } from '../../model/canonical-operation.ts'
import type { BusinessDocument, DocumentFilter, DocumentSummary, DocumentView } from '../../model/business-document.ts'
import type { Cancellation } from '../../model/cancellation.ts'
import { Problem } from '../../model/problem.ts'
import type { AnsweredOperation, CallerRequest, PreparedOperation, PrepareOperation } from '../operation-contract.ts'
import { Assignments } from './assignments.ts'
import { completeHeader, givenHeader } from './complete-header.ts'
import { resolveFor } from '../customers/prepare-customers.ts'
import type { DocumentRooms } from './contract.ts'
import { type DocumentHeader, documentKindOf } from './document-kinds.ts'
import { DocumentRegister } from './document-register.ts'
import { readIdentifiers } from './identifiers.ts'
import { suppressSmall } from './suppress-small.ts'

export interface DocumentsOptions extends DocumentRooms {
  /** Cells of the summary with fewer customers show no counts. */
  leastCustomers: number
}

/** Documents that POS and ERP hand over: whose they are, and where they are. Nothing here calls the CRM, but for names that somebody asks for. */
export class Documents {
  private readonly options: DocumentsOptions
  private readonly register: DocumentRegister
  private readonly assignments: Assignments
  private readonly headerRooms: Parameters<typeof completeHeader>[0]

  constructor(options: DocumentsOptions) {
    this.options = options
    this.register = new DocumentRegister(options)
    this.headerRooms = { ...options, register: this.register }
    this.assignments = new Assignments(options, this.register)
  }

  /** Prepares documents for the flow that is bound, and serves `documents.assign` itself. */
  readonly prepare: PrepareOperation = (request) => (request.operation === 'documents.assign' ? this.prepareAssignment(request) : this.prepareDocument(request))

  /** A flow has answered. Resolves when the register has it. Other operations change nothing. */
  async answered(operation: AnsweredOperation): Promise<void> {
    if (operation.operation === 'documents.assign') return this.assignments.answered(operation)
    if (documentKindOf(operation.operation) === undefined) return
    const row = await this.register.delivered(operation, (operation.answer ?? {}) as object)
    if (row?.assigned?.forwarded === 'pending') await this.assignments.forward(row)
  }

  /** A document that waits for its delivery was found at a start: its row may have been lost with the process before. */
  async found({
    client,
    run,
    open,
  }: {
    client: string
    run: string
    open(): Promise<{ operation?: CanonicalOperationId | undefined; body: unknown }>
  }): Promise<void> {
    if (await this.options.store.documents.get(client, run)) return
    const { operation, body } = await open()
    if (operation !== undefined && documentKindOf(operation) !== undefined) await this.register.waiting({ run, client, operation, body })
  }

  /** Newest first; those of a customer by any reference that means the same. `identifiers`: with the texts by which people know the customers, where the configuration shows them. */
  async list(
    client: string,
    { identifiers, crmReference, ...filter }: DocumentFilter & { identifiers?: 'true' | 'false' },
    signal: Cancellation,
  ): Promise<{ items: DocumentView[] }> {
    await this.register.flush()
    const crmReferences = crmReference === undefined ? undefined : await this.options.meaning(client, crmReference)
    const rows = await this.options.store.documents.list(client, { ...filter, crmReferences })
    const configuration = identifiers === 'true' ? this.options.configuration(client) : undefined
    if (!configuration?.header.showIdentifier) return { items: rows }
    const texts = await readIdentifiers(rows, { client, configuration, customers: this.options.customers, signal })
    return { items: rows.map((row) => ({ ...row, identifier: (row.crmReference !== null && texts.get(row.crmReference)) || null })) }
  }

  /** Throws `document.unknown`. */
  get(client: string, id: string): Promise<BusinessDocument> {
    return this.register.read(client, id)
  }

  /** Resolves when the store has everything. Called before it is closed. */
  flush(): Promise<void> {
    return this.register.flush()
  }

  /** `all`: the small cells as well. */
  async summary(client: string, { all }: { all: boolean }): Promise<DocumentSummary> {
    const { leastCustomers, store } = this.options
    await this.register.flush()
    const cells = await store.documents.summary(client)
    return { leastCustomers, cells: all ? cells : suppressSmall(cells, leastCustomers) }
  }

  /** Puts the customer into an anonymous document; `by`: name of the user. Throws `document.unknown`, `document.assigned`, `reference.*`. */
  async assign(assignment: { client: string; id: string; crmReference: string; by: string }, signal: Cancellation): Promise<BusinessDocument> {
    return this.assignments.assign(assignment, signal)
  }

  private prepareDocument({ client, operation, body, again }: CallerRequest): PreparedOperation | Promise<PreparedOperation> {
    const flow = this.options.boundFlow(client, operation)
    const ready = (completed: DocumentHeader): PreparedOperation => ({
      flow,
      body: completed,
      accepted: (run) => this.register.waiting({ run, client, operation, body: completed }),
    })
    const header = body as DocumentHeader
    // What the first request with the key was let through with is not refused to the next one.
    const resolve: DocumentRooms['resolve'] = (of, ref) => resolveFor(this.options, { client: of, again }, ref)
    const completed = completeHeader({ ...this.headerRooms, resolve }, client, header)
    if (!(completed instanceof Promise)) return ready(completed)
    return completed.then(ready, (error: unknown) => {
      if (again && error instanceof Problem) return ready(givenHeader(this.options, client, header))
      throw error
    })
  }

  private async prepareAssignment({ client, body }: CallerRequest): Promise<PreparedOperation> {
    const { id, assignment } = body as { id: string; assignment: { crmReference: string } }
    const document = await this.assign({ client, id, crmReference: assignment.crmReference, by: `client:${client}` }, NOT_CANCELLED)
    return { flow: undefined, body, answer: () => ({ forwarded: document.assigned?.forwarded ?? 'unsupported', ref: document.ref }) }
  }
}

const NOT_CANCELLED: Cancellation = new AbortController().signal
