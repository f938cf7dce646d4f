import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { Problem } from '../model/problem.ts'
import { answerMigrations, type AnswerTables } from './answer-table.ts'
import { openAudit } from './audit-entries.ts'
import { createBodies } from './bodies.ts'
import { businessMigrations, type BusinessTables } from './business-database.ts'
import { openCollections } from './collections.ts'
import { groupCommits } from './commit.ts'
import type { BrokenFile, Store } from './contract.ts'
import type { OpenDocuments } from './document-kind.ts'
import { openFills } from './fill-sums.ts'
import { openAnswers } from './first-answers.ts'
import { lockFolder } from './folder-lock.ts'
import { openBusiness } from './open-business.ts'
import { emptyLog, openDatabase } from './open-database.ts'
import { openDocuments } from './open-documents.ts'
import type { RandomBytes } from './random-bytes.ts'
import { openRuns } from './run-records.ts'
import { type RunTables, sqliteRunMigrations } from './run-table.ts'
import { createSeal } from './seal.ts'
import { createSessions } from './sessions.ts'
import { createSetup, newSetupToken } from './setup-token.ts'
import type { StoreOptions } from './store-options.ts'
import { SQLITE_TYPES } from './table-types.ts'
import { takeTurns } from './take-turns.ts'
import { checkKeyFile, readWorkspaceKey } from './workspace-key.ts'

/** Milliseconds that a reference waits at most for others to be written with. */
const FLUSH_AFTER = 250

/** Opens the data folder, which is created where it is missing. Throws `storage.failed` where it cannot be made, another process has it open, or the key or a database cannot be read. */
export async function openFolderStore(options: StoreOptions): Promise<Store> {
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
  await checkKeyFile(join(dataDir, 'workspace.check'), seal)
  const inTurn = takeTurns()
  const collections = await openCollections({ open: folders(dataDir, broken), seal, now, random, inTurn })
  const tables = await openTables(dataDir)
  const runs = openRuns({ database: tables.runs, now, ...(retention && { retention }), ...(failed && { failed }) })
  const { flush, ...business } = openBusiness({ database: tables.business, commit: groupCommits(tables.business), flushAfterMs: FLUSH_AFTER, failed })
  const bodies = createBodies(seal, random)
  const answers = openAnswers({ commit: groupCommits(tables.answers), bodies, now, removed: () => emptyLog(tables.answers), ...oneProcess(random) })
  const close = async (): Promise<void> => {
    try {
      await answers.close()
      await tables.answers.destroy()
      await runs.close()
      await flush()
    } finally {
      await tables.business.destroy()
      unlock()
    }
  }
  return {
    ...collections,
    sessions: createSessions({ now, random }),
    setup: createSetup({ users: collections.users, token: newSetupToken(random), inTurn }),
    runs,
    ...business,
    fills: openFills(tables.runs),
    seal,
    bodies,
    answers,
    audit: openAudit({ database: tables.runs, kept: options.auditKept }),
    broken,
    changes: () => () => undefined,
    close,
  }
}

/** A data folder has one process: whatever another start of it was at is over. */
function oneProcess(random: RandomBytes): { process: string; alive(process: string): Promise<boolean> } {
  const own = Buffer.from(random(12)).toString('base64url')
  return { process: own, alive: async (process) => process === own }
}

/** Folders that are named otherwise than their collection. */
const FOLDERS: Readonly<Record<string, string>> = { apiKeys: 'keys' }

function folders(dataDir: string, broken: BrokenFile[]): OpenDocuments {
  const report = (file: BrokenFile): void => void broken.push(file)
  return (collection, kind) => openDocuments({ ...kind, folder: join(dataDir, FOLDERS[collection] ?? collection), report })
}

interface Tables {
  runs: Kysely<RunTables>
  answers: Kysely<AnswerTables>
  business: Kysely<BusinessTables>
}

async function openTables(dataDir: string): Promise<Tables> {
  // Data keys stood here once; now they are kept with their bodies.
  for (const file of ['', '-wal', '-shm']) await rm(join(dataDir, `data-keys.sqlite${file}`), { force: true })
  return {
    runs: await openDatabase<RunTables>(join(dataDir, 'runs.sqlite'), sqliteRunMigrations(SQLITE_TYPES)),
    answers: await openDatabase<AnswerTables>(join(dataDir, 'answers.sqlite'), answerMigrations(SQLITE_TYPES)),
    business: await openDatabase<BusinessTables>(join(dataDir, 'business.sqlite'), businessMigrations(SQLITE_TYPES)),
  }
}
