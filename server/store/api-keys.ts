import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { ApiKeyView } from '../model/client.ts'
import { Problem } from '../model/problem.ts'
import type { ApiKeys, Documents, Stored } from './contract.ts'
import type { DocumentKind } from './document-kind.ts'
import type { RandomBytes } from './random-bytes.ts'
import type { InTurn } from './take-turns.ts'

/** A key as it is stored. SHA-256 of the random part is enough: 256 random bits cannot be guessed, however fast the hash. */
export const ApiKeyRecord = z.strictObject({ ...ApiKeyView.shape, sha256: z.string().regex(/^[0-9a-f]{64}$/) })
export type ApiKeyRecord = z.infer<typeof ApiKeyRecord>

const KEY = /^pb_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/
const ID_BYTES = 8
const SECRET_BYTES = 32

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

const viewOf = ({ id, client, name, prefix, createdAt, createdBy, revokedAt }: ApiKeyRecord): ApiKeyView => ({
  id,
  client,
  name,
  prefix,
  createdAt,
  createdBy,
  revokedAt,
})

/** What verifying needs, kept in memory for keys that are not revoked. */
interface LiveKey {
  id: string
  client: string
  hash: Buffer
}

function liveKeys(stored: readonly Stored<ApiKeyRecord>[]): Map<string, LiveKey> {
  const valid = stored.filter(({ value }) => value.revokedAt === null)
  return new Map(valid.map(({ id, value }) => [id, { id, client: value.client, hash: Buffer.from(value.sha256, 'hex') }]))
}

export const API_KEY_KIND: DocumentKind<ApiKeyRecord> = { schema: ApiKeyRecord, name: 'API key', idOf: (key) => key.id }

export interface ApiKeysOptions {
  documents: Documents<ApiKeyRecord>
  now: () => number
  random: RandomBytes
  inTurn: InTurn
}

/** API keys `pb_<id>_<secret>`, one document each. */
export async function openApiKeys(options: ApiKeysOptions): Promise<ApiKeys & { reload(): Promise<void> }> {
  const keys = new StoredApiKeys(options)
  await keys.reload()
  return keys
}

/** States of one key: valid (in `live`) -> revoked, for good. */
class StoredApiKeys implements ApiKeys {
  private readonly options: ApiKeysOptions
  private readonly documents: Documents<ApiKeyRecord>
  private live: Map<string, LiveKey> = new Map()
  /** Changes made here. */
  private changes = 0

  constructor(options: ApiKeysOptions) {
    this.options = options
    this.documents = options.documents
  }

  /** Reads again which keys are valid: another process may have made or revoked some. */
  async reload(): Promise<void> {
    let seen: number
    let live: Map<string, LiveKey>
    do {
      seen = this.changes
      live = liveKeys(await this.documents.list())
      // A change that was made meanwhile may be missing from what was read.
    } while (seen !== this.changes)
    this.live = live
  }

  async create({ client, name, by }: { client: string; name: string; by: string }): Promise<{ view: ApiKeyView; key: string }> {
    const { now, random } = this.options
    const id = Buffer.from(random(ID_BYTES)).toString('hex')
    const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
    const hash = hashOf(secret)
    const view = { id, client, name, prefix: `pb_${id}`, createdAt: new Date(now()).toISOString(), createdBy: by, revokedAt: null }
    await this.documents.put(id, { ...view, sha256: hash.toString('hex') }, null)
    this.change((live) => live.set(id, { id, client, hash }))
    return { view, key: `pb_${id}_${secret}` }
  }

  async list(client: string): Promise<ApiKeyView[]> {
    const keys = (await this.documents.list()).filter(({ value }) => value.client === client)
    return keys.map(({ value }) => viewOf(value)).toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
  }

  revoke(client: string, id: string): Promise<ApiKeyView> {
    return this.options.inTurn(`key:${id}`, async () => {
      const stored = await this.documents.get(id)
      if (stored?.value.client !== client) throw new Problem('request.not-found', 'The client has no such API key.', { at: id })
      if (stored.value.revokedAt !== null) return viewOf(stored.value)
      // Refused from now on, even if writing takes long or fails.
      this.change((live) => live.delete(id))
      const revokedAt = new Date(this.options.now()).toISOString()
      const { value } = await this.documents.put(id, { ...stored.value, revokedAt }, stored.revision)
      this.change((live) => live.delete(id))
      return viewOf(value)
    })
  }

  verify(key: string): { id: string; client: string } | undefined {
    const [, id, secret] = KEY.exec(key) ?? []
    const known = id === undefined ? undefined : this.live.get(id)
    if (!known || secret === undefined || !timingSafeEqual(hashOf(secret), known.hash)) return undefined
    return { id: known.id, client: known.client }
  }

  clientOf(id: string): string | undefined {
    return this.live.get(id)?.client
  }

  private change(change: (live: Map<string, LiveKey>) => unknown): void {
    this.changes += 1
    change(this.live)
  }
}
