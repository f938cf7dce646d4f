import type { RunDetail, RunFilter, RunRecord, StepRecord } from '../model/run.ts'

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
