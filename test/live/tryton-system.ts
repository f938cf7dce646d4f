import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A running Tryton, or the reason why there is none. */
export type TrytonSystem = { url: string; user: string; password: string; stop(): void } | { skip: string }

const SCRIPTS = join(import.meta.dirname, '../../../shared/live/tryton')
const ENVIRONMENT = { TRYTON_DB: 'postgres', TRYTON_PORT: '18010', TRYTON_PGPORT: '18016' }

const run = (command: string, args: string[]): boolean =>
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0

const hasPostgres = (): boolean =>
  existsSync('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').some((version) => existsSync(`/usr/lib/postgresql/${version}/bin/initdb`))

/**
 * Starts Tryton with PostgreSQL from the scripts beside the repository, in a scratch folder, on loopback.
 * `PATCHBAY_TEST_TRYTON` names one that runs already (its database URL; admin and admin-secret-1234).
 */
export function startTryton(): TrytonSystem {
  const account = { user: 'admin', password: 'admin-secret-1234' }
  const given = process.env.PATCHBAY_TEST_TRYTON
  if (given) return { url: given, ...account, stop: () => {} }
  if (!existsSync(SCRIPTS)) return { skip: 'the start scripts are not beside the repository' }
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return { skip: 'Tryton is installed from Debian packages, and this is not Debian' }
  if (process.getuid?.() !== 0) return { skip: 'installing Tryton needs root' }
  if (!hasPostgres() && !(run('apt-get', ['update', '-qq']) && run('apt-get', ['install', '-y', '-qq', 'postgresql-15'])))
    return { skip: 'PostgreSQL 15 could not be installed' }
  return startIn(join(tmpdir(), 'patchbay-live-tryton'), account)
}

function startIn(scratch: string, account: { user: string; password: string }): TrytonSystem {
  mkdirSync(scratch, { recursive: true })
  cpSync(SCRIPTS, scratch, { recursive: true })
  const env = { ...process.env, ...ENVIRONMENT, TRYTON_DIR: join(scratch, 'run'), TRYTON_PGDIR: '/var/tmp/patchbay-live-tryton-pg' }
  try {
    execFileSync('bash', ['./up.sh'], { cwd: scratch, env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 800_000 })
  } catch (error) {
    return { skip: `Tryton did not start: ${error instanceof Error ? error.message : 'unknown reason'}` }
  }
  return {
    url: `http://127.0.0.1:${ENVIRONMENT.TRYTON_PORT}/erp/`,
    ...account,
    stop: () => void spawnSync('bash', ['./down.sh'], { cwd: scratch, env, stdio: 'ignore' }),
  }
}
