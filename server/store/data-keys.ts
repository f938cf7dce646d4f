import type { Kysely, Migration } from 'kysely'
import { Problem } from '../model/problem.ts'
import type { DataKeys, Seal } from './contract.ts'
import type { RandomBytes } from './random-bytes.ts'
import { decrypt, encrypt, KEY_BYTES } from './seal.ts'

export interface DataKeyTables {
  data_key: { run_id: string; sealed_key: Uint8Array }
}

const addTable: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('data_key')
      .addColumn('run_id', 'text', (column) => column.primaryKey())
      .addColumn('sealed_key', 'blob', (column) => column.notNull())
      .execute()
  },
}

export const DATA_KEY_MIGRATIONS: Readonly<Record<string, Migration>> = { '001-data-keys': addTable }

const keyContext = (runId: string): string => `data-key:${runId}`
const bodyContext = (runId: string): string => `body:${runId}`

const MOST_ID_BYTES = 255

/** Length of the run id, the run id, the sealed bytes: whoever holds the whole can find the key by itself. */
function pack(runId: string, sealed: Uint8Array): Uint8Array {
  const id = Buffer.from(runId)
  if (id.length === 0 || id.length > MOST_ID_BYTES) throw new Problem('internal.error', 'A run id must have 1 to 255 bytes.')
  return Buffer.concat([Buffer.of(id.length), id, sealed])
}

function unpack(packed: Uint8Array): { runId: string; sealed: Uint8Array } {
  const end = 1 + (packed[0] ?? 0)
  return { runId: Buffer.from(packed.subarray(1, end)).toString('utf8'), sealed: packed.subarray(end) }
}

/** Keys of runs, sealed by the workspace key, in a table that overwrites what is deleted. */
export function createDataKeys(database: Kysely<DataKeyTables>, seal: Seal, random: RandomBytes): DataKeys {
  const keyOf = async (runId: string): Promise<Uint8Array> => {
    const row = await database.selectFrom('data_key').select('sealed_key').where('run_id', '=', runId).executeTakeFirst()
    if (!row) throw new Problem('storage.failed', 'The key of a sealed body has been destroyed.', { at: runId })
    return seal.open(new Uint8Array(row.sealed_key), keyContext(runId))
  }
  const sealWith = (key: Uint8Array, runId: string, plain: Uint8Array): Uint8Array => pack(runId, encrypt(key, plain, { context: bodyContext(runId), random }))

  return {
    sealBody: async (runId, plain) => {
      const key = random(KEY_BYTES)
      const sealed = sealWith(key, runId, plain)
      await insert(database, runId, seal.seal(key, keyContext(runId)))
      return sealed
    },
    openBody: async (packed) => {
      const { runId, sealed } = unpack(packed)
      return decrypt(await keyOf(runId), sealed, bodyContext(runId))
    },
    sealMore: async (runId, plain) => sealWith(await keyOf(runId), runId, plain),
    destroy: async (runId) => {
      await database.deleteFrom('data_key').where('run_id', '=', runId).execute()
    },
  }
}

async function insert(database: Kysely<DataKeyTables>, runId: string, sealedKey: Uint8Array): Promise<void> {
  try {
    await database
      .insertInto('data_key')
      .values({ run_id: runId, sealed_key: Buffer.from(sealedKey) })
      .execute()
  } catch (cause) {
    throw new Problem('storage.failed', 'The key of a body cannot be stored, or the run has one already.', { at: runId, cause })
  }
}
