import type { ApiKeyView, Client } from '../model/client.ts'
import type { Connection } from '../model/connection.ts'
import type { FillReport, MappingFill } from '../model/fill.ts'
import type { FlowDraft, FlowVersion } from '../model/flow.ts'
import type { RunDetail, RunFilter, RunRecord, StepRecord } from '../model/run.ts'
import type { Role, UserView } from '../model/user.ts'

/** A document with the revision that the next save must name. */
export interface Stored<T> {
  id: string
  revision: number
  value: T
}

/** Small documents of one schema, one file each. Values handed out are frozen or copies: changing them changes nothing. */
export interface Documents<T> {
  list(): Promise<Stored<T>[]>
  get(id: string): Promise<Stored<T> | undefined>
  /** `expected`: the revision that is replaced, `null` for a new one. Throws `request.conflict` otherwise. Durable when it resolves. */
  put(id: string, value: T, expected: number | null): Promise<Stored<T>>
  /** Throws `request.conflict` where the revision is another. */
  delete(id: string, expected: number): Promise<void>
}

/** Records of runs: shapes, codes, references, sizes and times only. Writes are batched; `flush` waits for them. */
export interface Runs {
  record(run: RunRecord, steps: readonly StepRecord[], stepsLeftOut: number): void
  list(filter: RunFilter): Promise<RunRecord[]>
  get(id: string): Promise<RunDetail | undefined>
  counts(): Promise<Record<string, number>>
  flush(): Promise<void>
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
}

export interface Session {
  readonly user: string
  /** Must come back with every change. */
  readonly csrf: string
}

/** Logged-in users; in memory, so a restart logs everybody out. */
export interface Sessions {
  /** `maxAgeMs`: after this time the session ends in any case. */
  create(user: string): { token: string; session: Session; maxAgeMs: number }
  /** The session of a token, which counts as activity; `undefined` where there is none or it has expired. */
  find(token: string): Session | undefined
  end(token: string): void
  /** Ends every session of a user, e.g. after a change of password or role. */
  endAll(user: string): void
}

/** Creation of the first user. */
export interface Setup {
  needed(): Promise<boolean>
  /** For the set-up link; works until the first user exists. */
  readonly token: string
  /** Creates the first administrator. Throws `request.forbidden` for a wrong token, `request.conflict` where a user exists. */
  finish(first: { token: string; user: string; password: string }): Promise<UserView>
}

/** Per-run keys of sealed bodies. A destroyed key makes its bodies unreadable wherever copies of them are. */
export interface DataKeys {
  /** Seals under a new key that is durable when this resolves; the key's name is part of the sealed bytes. */
  sealBody(runId: string, plain: Uint8Array): Promise<Uint8Array>
  /** Throws `storage.failed` for changed bytes or a destroyed key. */
  openBody(sealed: Uint8Array): Promise<Uint8Array>
  /** Seals a further value of the same run under the same key, e.g. the result of a step. */
  sealMore(runId: string, plain: Uint8Array): Promise<Uint8Array>
  destroy(runId: string): Promise<void>
}

/** A document file that could not be read. It was set aside as `movedTo`. Holds no value of the file. */
export interface BrokenFile {
  file: string
  /** Dotted path of the first wrong field; empty for a file that is no JSON. */
  field: string
  reason: string
  movedTo: string
}

/** Everything that lasts. One process at a time may have a data folder open. */
export interface Store {
  readonly flows: Documents<FlowDraft>
  /** Ids: `<flow>@<version>`. */
  readonly versions: Documents<FlowVersion>
  readonly clients: Documents<Client>
  readonly connections: Documents<Connection>
  readonly secrets: Secrets
  readonly users: Users
  readonly apiKeys: ApiKeys
  readonly sessions: Sessions
  readonly setup: Setup
  readonly runs: Runs
  readonly fills: Fills
  readonly seal: Seal
  readonly dataKeys: DataKeys
  /** Files set aside when the store was opened. */
  readonly broken: readonly BrokenFile[]
  /** Writes what is buffered and lets go of the data folder. */
  close(): Promise<void>
}
