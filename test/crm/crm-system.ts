import type { Connection } from '../../server/model/connection.ts'
import type { CustomerSearch } from '../../server/model/customer.ts'
import type { Flow } from '../../server/model/flow.ts'

/** Criteria that a search may name. */
export type Criterion = Exclude<keyof CustomerSearch, 'any' | 'sort' | 'page' | 'limit'>

/** A running CRM, and the documents by which Patchbay speaks to it. */
export interface CrmSystem {
  /** Folders with connectors besides those of the repository. */
  connectors: readonly string[]
  connection: Pick<Connection, 'connector' | 'system' | 'baseUrl' | 'auth' | 'settings'>
  credentials: Readonly<Record<string, string>>
  /** Serves the operations for customers; its calls name the connection by the id of the system. */
  flow: Flow
  /** What people call the number of a customer; left out: the external id of its reference. */
  numberOf?(externalId: string): Promise<string>
  stop(): Promise<void> | void
}

/** One CRM under the contract. What it cannot do stands here with the reason; a declaration that is no longer true fails. */
export interface CrmEntry {
  name: string
  /** The system, or why there is none here. */
  start(): Promise<CrmSystem | { skip: string }>
  /** Fields of the canonical customer, such as `birthDate` or `emails.1`, that are lost in the CRM. */
  cannotKeep: Readonly<Record<string, string>>
  cannotSearch: Readonly<Partial<Record<Criterion, string>>>
  /** Why two changes at the very same time are not told apart; left out: the CRM itself checks the version. */
  cannotRace?: string
  /** Milliseconds after which a change certainly has another version token. */
  versionStepMs?: number
}
