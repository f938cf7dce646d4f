import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { ApiKeyView } from '../model/client.ts'
import { Problem } from '../model/problem.ts'
import type { ApiKeys, BrokenFile, Documents, Stored } from './contract.ts'
import { openDocuments } from './open-documents.ts'
import type { RandomBytes } from './random-bytes.ts'
import { takeTurns } from './take-turns.ts'

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

export interface ApiKeysOptions {
  folder: string
  now: () => number
  random: RandomBytes
  report?: (broken: BrokenFile) => void
}

/** API keys `pb_<id>_<secret>`, one file each. */
export async function openApiKeys(options: ApiKeysOptions): Promise<ApiKeys> {
  const documents = await openDocuments({ folder: options.folder, schema: ApiKeyRecord, name: 'API key', idOf: (key) => key.id, report: options.report })
  return new FolderApiKeys(options, documents, liveKeys(await documents.list()))
}

/** States of one key: valid (in `live`) -> revoked, for good. */
class FolderApiKeys implements ApiKeys {
  private readonly options: ApiKeysOptions
  private readonly documents: Documents<ApiKeyRecord>
  private readonly live: Map<string, LiveKey>
  private readonly inTurn = takeTurns()

  constructor(options: ApiKeysOptions, documents: Documents<ApiKeyRecord>, live: Map<string, LiveKey>) {
    this.options = options
    this.documents = documents
    this.live = live
  }

  async create({ client, name, by }: { client: string; name: string; by: string }): Promise<{ view: ApiKeyView; key: string }> {
    const { now, random } = this.options
    const id = Buffer.from(random(ID_BYTES)).toString('hex')
    const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
    const hash = hashOf(secret)
    const view = { id, client, name, prefix: `pb_${id}`, createdAt: new Date(now()).toISOString(), createdBy: by, revokedAt: null }
    await this.documents.put(id, { ...view, sha256: hash.toString('hex') }, null)
    this.live.set(id, { id, client, hash })
    return { view, key: `pb_${id}_${secret}` }
  }

  async list(client: string): Promise<ApiKeyView[]> {
    const keys = (await this.documents.list()).filter(({ value }) => value.client === client)
    return keys.map(({ value }) => viewOf(value)).toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
  }

  revoke(client: string, id: string): Promise<ApiKeyView> {
    return this.inTurn(id, async () => {
      const stored = await this.documents.get(id)
      if (stored?.value.client !== client) throw new Problem('request.not-found', 'The client has no such API key.', { at: id })
      if (stored.value.revokedAt !== null) return viewOf(stored.value)
      // Refused from now on, even if writing takes long or fails.
      this.live.delete(id)
      const revokedAt = new Date(this.options.now()).toISOString()
      return viewOf((await this.documents.put(id, { ...stored.value, revokedAt }, stored.revision)).value)
    })
  }

  verify(key: string): { id: string; client: string } | undefined {
    const [, id, secret] = KEY.exec(key) ?? []
    const known = id === undefined ? undefined : this.live.get(id)
    if (!known || secret === undefined || !timingSafeEqual(hashOf(secret), known.hash)) return undefined
    return { id: known.id, client: known.client }
  }
}
