import type { ApiKeyView, Client } from '../model/client.ts'
import type { Connection } from '../model/connection.ts'
import type { FillReport, MappingFill } from '../model/fill.ts'
import type { FlowDraft, FlowVersion } from '../model/flow.ts'
import type { AttemptRecord, EffectRecord, Pause } from '../model/delivery.ts'
import type { AlertSettings } from '../model/alert.ts'
import type { RunCriteria, RunDetail, RunFilter, RunGroup, RunRecord, RunState, StepRecord } from '../model/run.ts'
import type { BusinessDocuments, References } from './business-tables.ts'
import type { DiscountRule } from '../model/discount.ts'
import type { Implementation } from '../model/implementation.ts'
import type { AuditEntry } from '../model/run-endpoint.ts'
import type { Role, UserView } from '../model/user.ts'

/** A document with the revision that the next save must name. */
export interface Stored<T> {
  id: string
  revision: number
  value: T
}

/** Small documents of one schema, one file or row each. Values handed out are frozen or copies: changing them changes nothing. */
export interface Documents<T> {
  list(): Promise<Stored<T>[]>
  get(id: string): Promise<Stored<T> | undefined>
  /** `expected`: the revision that is replaced, `null` for a new one. Throws `request.conflict` otherwise. Durable when it resolves. */
  put(id: string, value: T, expected: number | null): Promise<Stored<T>>
  /** Throws `request.conflict` where the revision is another. */
  delete(id: string, expected: number): Promise<void>
}

/** What is written of a run. A part that is left out stays as it was. */
export interface RunEntry {
  run: RunRecord
  /** How many milliseconds ago this was so; left out: none. What other processes have recorded since then is later, and stays. */
  ago?: number | undefined
  steps?: readonly StepRecord[]
  stepsLeftOut?: number
  effects?: readonly EffectRecord[]
  attempts?: readonly AttemptRecord[]
  /** Keyed hashes of business keys; added to those that are there. */
  keys?: readonly string[]
  /** Connections that its problem came from; added to those that are there and to those of its effects. */
  connections?: readonly string[]
}

/** Criteria with the business key as its keyed hash. */
export type RunQuery<C extends RunCriteria = RunFilter> = Omit<C, 'key'> & { keyHash?: string }

/** Records of runs: shapes, codes, references, sizes and times only. Writes are batched; `flush` waits for them. What was recorded is seen by every later read of this process, and by those of others within a moment. */
export interface Runs {
  record(entry: RunEntry): void
  /** Newest first, by the time they were started or accepted. */
  list(query: RunQuery): Promise<RunRecord[]>
  /** Failed, blocked, waiting and expired runs by flow, problem and place; largest first. */
  groups(query: RunQuery<RunCriteria>): Promise<RunGroup[]>
  get(id: string): Promise<RunDetail | undefined>
  /** By state. */
  counts(): Promise<Record<string, number>>
  /** How many are in these states, which must not include `succeeded`: by client or by flow. */
  countsBy(by: 'client' | 'flow', states: readonly RunState[]): Promise<ReadonlyMap<string, number>>
  flush(): Promise<void>
}

/** First answers to requests with an idempotency key, sealed, until they expire. */
export interface Answers {
  /**
   * Claims an id for a request with this tag: `begun` for the first one, `again` where an earlier one has failed, `crashed` where an earlier one was cut off, so
   * that nobody knows what it has done, `running` while one is at work, `different` for another tag; or the answer of the first. Durable when it resolves.
   * `expiresAt` in milliseconds since 1970.
   */
  begin(id: string, claim: { tag: string; expiresAt: number }): Promise<'begun' | Unanswered | 'running' | 'different' | { status: number; body: unknown }>
  /** What `begin` would say, without claiming the id: `none` for the first one, `answered` where there is an answer. */
  peek(id: string, tag: string): Promise<'none' | Unanswered | 'running' | 'different' | 'answered'>
  /** Keeps the good answer; durable when it resolves. */
  finish(id: string, answer: { status: number; body: unknown }): Promise<void>
  /** The request got no answer that counts: what the next one with this id finds. `none`: the claim is taken back as if it had never been made. */
  release(id: string, as: 'none' | Unanswered): Promise<void>
}

/** What is known of requests that got no answer that counts. */
export type Unanswered = 'again' | 'crashed'

/** Who did what. Never a value. */
export interface Audit {
  /** Durable when it resolves. */
  add(entry: AuditEntry): Promise<void>
  /** Newest first. */
  list(filter: { subject?: string | undefined; limit: number }): Promise<AuditEntry[]>
}

/** Sums of the fill counts of published versions. Only the newest ten versions of a flow keep theirs. */
export interface Fills {
  /** Adds to the sums: everything or nothing. Throws `storage.failed`. */
  add(counts: readonly (FillReport & { flow: string })[]): Promise<void>
  /** What is not zero. */
  read(flow: string, version: number): Promise<MappingFill[]>
  forget(flow: string): Promise<void>
}

/** Credentials of connections, sealed with the workspace key. Write-only for the API. */
export interface Secrets {
  /** Names that are set for an owner, in order. */
  names(owner: string): Promise<string[]>
  /** All values of an owner, for making a call. */
  read(owner: string): Promise<Record<string, string>>
  /** Sets the given names; an empty text removes one. */
  write(owner: string, values: Readonly<Record<string, string>>): Promise<void>
  remove(owner: string): Promise<void>
}

/** Encrypts and decrypts with a key, AES-256-GCM; `context` binds the sealed bytes to their place. */
export interface Seal {
  seal(plain: Uint8Array, context: string): Uint8Array
  /** Throws `storage.failed` for bytes that were changed, or sealed for another place or with another key. */
  open(sealed: Uint8Array, context: string): Uint8Array
  /** Keyed hash of a business key, hex. */
  hmac(text: string): string
}

/** People who may log in. A hash never leaves the store. */
export interface Users {
  list(): Promise<UserView[]>
  get(name: string): Promise<UserView | undefined>
  /** Throws `request.conflict` where the name is taken. */
  create(user: { name: string; role: Role; password: string }): Promise<UserView>
  /** Throws `request.not-found`, or `request.invalid` where no enabled administrator would remain. */
  update(name: string, change: { role?: Role | undefined; disabled?: boolean | undefined; password?: string | undefined }): Promise<UserView>
  /** The user, if the password is right and the user is not disabled. Takes as long for an unknown name as for a wrong password. */
  verify(name: string, password: string): Promise<UserView | undefined>
}

/** Keys of clients, stored hashed. */
export interface ApiKeys {
  /** `key` is handed out this once. */
  create(key: { client: string; name: string; by: string }): Promise<{ view: ApiKeyView; key: string }>
  /** Revoked ones included, oldest first. */
  list(client: string): Promise<ApiKeyView[]>
  /** Holds from the moment it resolves. Throws `request.not-found`. */
  revoke(client: string, id: string): Promise<ApiKeyView>
  /** The client of a valid key; `undefined` for anything else. In memory, a few microseconds. */
  verify(key: string): { id: string; client: string } | undefined
  /** The client of the key of this id, unless it is revoked. In memory. */
  clientOf(id: string): string | undefined
}

export interface Session {
  readonly user: string
  /** Must come back with every change. */
  readonly csrf: string
}

/** Logged-in users. In a data folder they are in memory, so that a restart logs everybody out; in a database they count for all its processes. */
export interface Sessions {
  /** `maxAgeMs`: after this time the session ends in any case. */
  create(user: string): Promise<{ token: string; session: Session; maxAgeMs: number }>
  /** The session of a token, which counts as activity; `undefined` where there is none or it has expired. */
  find(token: string): Promise<Session | undefined>
  end(token: string): Promise<void>
  /** Ends every session of a user, e.g. after a change of password or role. */
  endAll(user: string): Promise<void>
}

/** Creation of the first user. */
export interface Setup {
  needed(): Promise<boolean>
  /** For the set-up link; works until the first user exists. */
  readonly token: string
  /** Creates the first administrator. Throws `request.forbidden` for a wrong token, `request.conflict` where a user exists. */
  finish(first: { token: string; user: string; password: string }): Promise<UserView>
}

/** Bodies sealed under a key of their own. Whoever destroys the key, which is kept apart from the body, destroys all copies of the body. */
export interface Bodies {
  /** A new data key, sealed by the workspace key, and the body sealed under it. `run` binds both to their place. */
  seal(run: string, plain: Uint8Array): { key: Uint8Array; body: Uint8Array }
  /** Seals a further value under the key of a run, such as the result of a step. */
  sealMore(run: string, key: Uint8Array, plain: Uint8Array): Uint8Array
  /** Throws `storage.failed` for changed bytes, another run or another key. */
  open(run: string, key: Uint8Array, sealed: Uint8Array): Uint8Array
}

/** A document file that could not be read. It was set aside as `movedTo`. Holds no value of the file. */
export interface BrokenFile {
  file: string
  /** Dotted path of the first wrong field; empty for a file that is no JSON. */
  field: string
  reason: string
  movedTo: string
}

/** What another process has changed: a document, or `everything` where changes may have been missed. */
export type StoreChange = { collection: string; id: string } | 'everything'

/** Everything that lasts: in a data folder, which one process at a time may have open, or in a PostgreSQL database that many share. */
export interface Store {
  readonly flows: Documents<FlowDraft>
  /** Ids: `<flow>@<version>`. */
  readonly versions: Documents<FlowVersion>
  readonly clients: Documents<Client>
  readonly connections: Documents<Connection>
  readonly implementations: Documents<Implementation>
  /** As they were before a structural change. Ids: `<implementation>@<version>`. */
  readonly implementationVersions: Documents<Implementation>
  readonly discounts: Documents<DiscountRule>
  readonly references: References
  readonly documents: BusinessDocuments
  readonly secrets: Secrets
  readonly users: Users
  readonly apiKeys: ApiKeys
  readonly sessions: Sessions
  readonly setup: Setup
  readonly runs: Runs
  readonly fills: Fills
  readonly seal: Seal
  readonly bodies: Bodies
  readonly answers: Answers
  readonly audit: Audit
  /** Id: `flow:<id>` or `connection:<id>`. */
  readonly pauses: Documents<Pause>
  /** One document, id `alerts`. */
  readonly alerts: Documents<AlertSettings>
  /** Files set aside when the store was opened. */
  readonly broken: readonly BrokenFile[]
  /** Tells of documents that other processes have changed, within a moment; collections have the names of their fields here. Gives back what ends it. */
  changes(listener: (change: StoreChange) => void): () => void
  /** Writes what is buffered and lets go of the data folder. */
  close(): Promise<void>
}
