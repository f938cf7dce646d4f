import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Engine, RetryPolicy } from './engine/contract.ts'
import { openEmbeddedEngine } from './engine/embedded/engine.ts'
import { openRestateEngine } from './engine/restate/engine.ts'
import type { Settings } from './settings.ts'

/** Documents that are delivered at the same time: most of it they wait for the disk and for targets, whose connections have limits of their own. */
const CONCURRENCY = 32

/** Opens the engine that the settings name. `policy` answers for every flow, also for one that is no longer live. */
export function openEngine(
  { database, restate, dataDir }: Pick<Settings, 'database' | 'restate' | 'dataDir'>,
  { policy, clock }: { policy: (flow: string) => RetryPolicy; clock: Clock },
): Engine {
  const common = { policy, clock, random: Math.random, concurrency: CONCURRENCY }
  if (database !== undefined && restate) return openRestateEngine({ ...common, postgresUrl: database, restate })
  // A store in a database makes no data folder.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  return openEmbeddedEngine({ ...common, file: join(dataDir, 'jobs.sqlite') })
}
