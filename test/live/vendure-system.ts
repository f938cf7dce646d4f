import { spawnSync, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A running Vendure, or the reason why there is none. */
export type VendureSystem = { url: string; user: string; password: string; stop(): void } | { skip: string }

const SCRIPTS = join(import.meta.dirname, '../../../shared/live/vendure')
const PORT = '18110'

/**
 * Starts Vendure from the scripts beside the repository, in a scratch folder, on loopback.
 * `PATCHBAY_TEST_VENDURE` names one that runs already (its origin; superadmin and superadmin-1234).
 */
export function startVendure(): VendureSystem {
  const account = { user: 'superadmin', password: 'superadmin-1234' }
  const given = process.env.PATCHBAY_TEST_VENDURE
  if (given) return { url: given, ...account, stop: () => {} }
  if (!existsSync(SCRIPTS)) return { skip: 'the start scripts are not beside the repository' }
  const scratch = join(tmpdir(), 'patchbay-live-vendure')
  mkdirSync(scratch, { recursive: true })
  cpSync(SCRIPTS, scratch, { recursive: true })
  const env = { ...process.env, VENDURE_DIR: join(scratch, 'run'), VENDURE_PORT: PORT, VENDURE_DB: 'sqljs' }
  try {
    execFileSync('bash', ['./up.sh'], { cwd: scratch, env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 })
  } catch (error) {
    return { skip: `Vendure did not start: ${error instanceof Error ? error.message : 'unknown reason'}` }
  }
  return { url: `http://127.0.0.1:${PORT}`, ...account, stop: () => void spawnSync('bash', ['./down.sh'], { cwd: scratch, env, stdio: 'ignore' }) }
}
