import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { Client } from '../model/client.ts'
import { Connection } from '../model/connection.ts'
import { FlowDraft, FlowVersion } from '../model/flow.ts'
import { Problem } from '../model/problem.ts'
import { openApiKeys } from './api-keys.ts'
import type { BrokenFile, Seal, Store } from './contract.ts'
import { createDataKeys, DATA_KEY_MIGRATIONS, type DataKeyTables } from './data-keys.ts'
import { openFills } from './fill-sums.ts'
import { lockFolder } from './folder-lock.ts'
import { openDatabase } from './open-database.ts'
import { openDocuments } from './open-documents.ts'
import type { RandomBytes } from './random-bytes.ts'
import { openRuns } from './run-records.ts'
import type { Retention } from './run-retention.ts'
import { RUN_MIGRATIONS, type RunTables } from './run-table.ts'
import { createSeal } from './seal.ts'
import { openSecrets } from './secrets.ts'
import { createSessions } from './sessions.ts'
import { createSetup } from './setup-token.ts'
import { openUsers } from './users.ts'
import { checkKey, readWorkspaceKey } from './workspace-key.ts'

export interface StoreOptions {
  dataDir: string
  /** The workspace key as base64 or hexadecimal text; left out: from `<dataDir>/workspace.key`. */
  keyText?: string | undefined
  /** Milliseconds since 1970. */
  now: () => number
  random: RandomBytes
  retention?: Retention
  /** Told when run records could not be written. */
  failed?: (problem: Problem) => void
}

/** Opens the data folder, which is created where it is missing. Throws `storage.failed` where it cannot be made, another process has it open, or the key or a database cannot be read. */
export async function openStore(options: StoreOptions): Promise<Store> {
  await makeFolder(options.dataDir)
  const unlock = await lockFolder(options.dataDir)
  try {
    return await openLocked(options, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const { code = 'unknown reason' } = cause as NodeJS.ErrnoException
    throw new Problem('storage.failed', `The data folder ${folder} cannot be made (${code}).`, { cause })
  }
}

async function openLocked(options: StoreOptions, unlock: () => void): Promise<Store> {
  const { dataDir, keyText, now, random, retention, failed } = options
  const broken: BrokenFile[] = []
  const seal = createSeal(await readWorkspaceKey({ file: join(dataDir, 'workspace.key'), text: keyText, random }), random)
  await checkKey(join(dataDir, 'workspace.check'), seal)
  const folders = await openFolders({ ...options, seal, report: (file) => broken.push(file) })
  const tables = await openTables(dataDir)
  const runs = openRuns({ database: tables.runs, now, ...(retention && { retention }), ...(failed && { failed }) })
  const close = async (): Promise<void> => {
    try {
      await runs.close()
      await tables.keys.destroy()
    } finally {
      unlock()
    }
  }
  return {
    ...folders,
    sessions: createSessions({ now, random }),
    setup: createSetup(folders.users, random),
    runs,
    fills: openFills(tables.runs),
    seal,
    dataKeys: createDataKeys(tables.keys, seal, random),
    broken,
    close,
  }
}

type Folders = Pick<Store, 'flows' | 'versions' | 'clients' | 'connections' | 'secrets' | 'users' | 'apiKeys'>

async function openFolders({ dataDir, now, random, seal, report }: StoreOptions & { seal: Seal; report: (broken: BrokenFile) => void }): Promise<Folders> {
  const at = (name: string) => ({ folder: join(dataDir, name), report })
  const versionId = ({ flow, version }: FlowVersion): string => `${flow.id}@${version}`
  return {
    flows: await openDocuments({ ...at('flows'), schema: FlowDraft, name: 'flow', idOf: ({ flow }) => flow.id }),
    versions: await openDocuments({ ...at('versions'), schema: FlowVersion, name: 'flow version', idOf: versionId }),
    clients: await openDocuments({ ...at('clients'), schema: Client, name: 'client', idOf: ({ id }) => id }),
    connections: await openDocuments({ ...at('connections'), schema: Connection, name: 'connection', idOf: ({ id }) => id }),
    secrets: await openSecrets({ ...at('secrets'), seal }),
    users: await openUsers({ ...at('users'), now, random }),
    apiKeys: await openApiKeys({ ...at('keys'), now, random }),
  }
}

async function openTables(dataDir: string): Promise<{ runs: Kysely<RunTables>; keys: Kysely<DataKeyTables> }> {
  return {
    runs: await openDatabase<RunTables>(join(dataDir, 'runs.sqlite'), RUN_MIGRATIONS),
    keys: await openDatabase<DataKeyTables>(join(dataDir, 'data-keys.sqlite'), DATA_KEY_MIGRATIONS),
  }
}
