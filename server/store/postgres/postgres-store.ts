import { type Kysely, sql } from 'kysely'
import { Problem } from '../../model/problem.ts'
import { openAudit } from '../audit-entries.ts'
import { createBodies } from '../bodies.ts'
import type { BusinessDatabase } from '../business-database.ts'
import { type Collections, openCollections } from '../collections.ts'
import type { BrokenFile, Runs, Seal, Store } from '../contract.ts'
import type { OpenDocuments } from '../document-kind.ts'
import { openFills } from '../fill-sums.ts'
import { openAnswers } from '../first-answers.ts'
import { openBusiness } from '../open-business.ts'
import { openRuns, type RunRecordsOptions } from '../run-records.ts'
import { createSeal } from '../seal.ts'
import { createSetup } from '../setup-token.ts'
import { orStorageProblem } from '../storage-problem.ts'
import type { StoreOptions } from '../store-options.ts'
import { openCheck, parseKey, sealCheck } from '../workspace-key.ts'
import { Changes } from './changes.ts'
import { createPool, openTables } from './database.ts'
import { openPostgresDocuments } from './documents.ts'
import { openProcesses } from './processes.ts'
import { openPostgresSessions } from './sessions.ts'
import { POSTGRES_MIGRATIONS, type PostgresTables } from './tables.ts'
import { takeTurnsIn } from './turns.ts'

export type PostgresStoreOptions = StoreOptions & { database: string }

const CONNECTIONS = 10
/** Milliseconds after which a run record is written at the latest: other servers may be asked for it. */
const FLUSH_AFTER = 20
/** A work that waits for its turn holds one. */
const LOCK_CONNECTIONS = 3
/** Milliseconds after which keys are read again when that has failed. */
const RETRY_AFTER = 1_000

/** Milliseconds that one part has to close: a database that no longer answers must not hold the process up. */
const CLOSE_TIMEOUT = 15_000

/** What is closed at the end, the last one first. */
type Closers = (() => unknown)[]

/** Opens the store in a PostgreSQL database that other processes may have open as well. Throws `storage.failed` where it cannot be reached, or the key is missing or another one. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const closers: Closers = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await inTime(closer)
  }
  try {
    return { ...(await open(options, closers)), close }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

async function open(options: PostgresStoreOptions, closers: Closers): Promise<Omit<Store, 'close'>> {
  const { database: url, now, random } = options
  const seal = sealOf(options)
  const database = await openTables<PostgresTables>(createPool({ url, most: CONNECTIONS }), POSTGRES_MIGRATIONS)
  closers.push(() => database.destroy())
  const process = Buffer.from(random(12)).toString('base64url')
  const processes = await orStorageProblem('The database cannot be written.', async () => {
    await checkKey(database, seal)
    return openProcesses(database, process)
  })
  closers.push(() => processes.close().catch(() => undefined))
  const locks = createPool({ url, most: LOCK_CONNECTIONS })
  closers.push(() => locks.end())
  const inTurn = takeTurnsIn(locks)
  const records = sharedRecords(options, database, { stamp: processes.stamp, inTurn, closers })
  const changes = new Changes({ url, process })
  closers.push(() => changes.close())
  await orStorageProblem('The database cannot be listened to.', () => changes.open())
  const broken: BrokenFile[] = []
  const documents: OpenDocuments = (collection, kind) => openPostgresDocuments({ database, collection, kind, process }, (each) => broken.push(each))
  const collections = await openCollections({ open: documents, seal, now, random, inTurn })
  closers.push(followKeys(collections, changes))
  const bodies = createBodies(seal, random)
  const answers = openAnswers({ commit: (work) => work(database as unknown as Parameters<typeof work>[0]), bodies, now, process, alive: processes.alive })
  closers.push(() => answers.close())
  return {
    ...collections,
    sessions: openPostgresSessions(database, { now, random }),
    setup: createSetup({ users: collections.users, token: setupToken(seal), inTurn }),
    ...records,
    fills: openFills(forRuns(database)),
    seal,
    bodies,
    answers,
    audit: openAudit({ database: forRuns(database), kept: options.auditKept }),
    broken,
    changes: (listener) => changes.listen(listener),
  }
}

async function inTime(work: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT)
  })
  try {
    await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}

/** The database, seen as one that holds only what these stores know of. */
const forRuns = (database: Kysely<PostgresTables>) => database as unknown as Parameters<typeof openFills>[0]

type SharedRecords = Pick<RunRecordsOptions, 'stamp' | 'inTurn'> & { closers: Closers }

/** What is written with others, a moment after it was given. */
function sharedRecords(
  options: StoreOptions,
  database: Kysely<PostgresTables>,
  { closers, ...shared }: SharedRecords,
): Pick<Store, 'runs' | 'references' | 'documents'> {
  const runs = sharedRuns(options, database, shared)
  const { flush, ...business } = openBusiness(sharedBusiness(options, database))
  for (const write of [() => runs.flush(), flush]) closers.push(() => write().catch(() => undefined))
  return { runs, ...business }
}

function sharedRuns({ now, retention, failed }: StoreOptions, database: Kysely<PostgresTables>, shared: Pick<RunRecordsOptions, 'stamp' | 'inTurn'>): Runs {
  const told = { ...(retention && { retention }), ...(failed && { failed }) }
  return openRuns({ database: forRuns(database), now, flushAfterMs: FLUSH_AFTER, ...shared, ...told })
}

function sharedBusiness({ failed }: StoreOptions, postgres: Kysely<PostgresTables>): BusinessDatabase {
  const database = postgres as unknown as BusinessDatabase['database']
  return {
    database,
    commit: (work) => database.transaction().execute(work),
    lock: async (transaction, what) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`patchbay ${what}`}, 0))`.execute(transaction)
    },
    flushAfterMs: FLUSH_AFTER,
    failed,
  }
}

function sealOf({ keyText, random }: PostgresStoreOptions): Seal {
  if (keyText === undefined)
    throw new Problem('storage.failed', 'A store in PostgreSQL needs the workspace key from the environment (PATCHBAY_KEY): all servers must have the same.')
  return createSeal(parseKey(keyText, 'the environment'), random)
}

/** All servers print the same link; the key alone says which. */
const setupToken = (seal: Seal): string => Buffer.from(seal.hmac('setup-token'), 'hex').subarray(0, 24).toString('base64url')

async function checkKey(database: Kysely<PostgresTables>, seal: Seal): Promise<void> {
  const value = Buffer.from(sealCheck(seal))
  await database
    .insertInto('workspace')
    .values({ name: 'check', value })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { value: check } = await database.selectFrom('workspace').select('value').where('name', '=', 'check').executeTakeFirstOrThrow()
  openCheck(seal, new Uint8Array(check), 'database')
}

/** Keeps the keys that are checked in memory as they are in the database. Gives back what ends it. */
function followKeys({ apiKeys }: Collections, changes: Changes): () => void {
  let timer: NodeJS.Timeout | undefined
  let ended = false
  const reload = (): void => {
    clearTimeout(timer)
    apiKeys.reload().catch(() => {
      if (!ended) timer = setTimeout(reload, RETRY_AFTER).unref()
    })
  }
  const stop = changes.listen((change) => {
    if (change === 'everything' || change.collection === 'apiKeys') reload()
  })
  // Some may have been changed between the first reading and now.
  reload()
  return () => {
    ended = true
    stop()
    clearTimeout(timer)
  }
}
