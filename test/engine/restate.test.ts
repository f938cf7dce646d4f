import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, describe } from 'vitest'
import { openRestateEngine } from '../../server/engine/restate/engine.ts'
import { systemClock } from '../../server/engine/system-clock.ts'
import { freePorts } from '../support/free-ports.ts'
import { openTestPostgres } from '../support/postgres.ts'
import { startRestate, whyNoRestate } from '../support/restate.ts'
import { describeEngine } from './contract.ts'
import type { EngineSubject } from './engine-bench.ts'

const postgres = whyNoRestate() ? undefined : await openTestPostgres()
const reason = whyNoRestate() ?? (postgres ? undefined : 'no PostgreSQL found')
const restate = reason ? undefined : await startRestate({ nodes: 1 })

/** Everything that the tables hold, and everything in the folder of Restate. */
async function storedIn(url: string, folder: string): Promise<Buffer> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const parts: Buffer[] = []
  for (const table of ['job', 'body', 'step', 'replica']) {
    const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM engine.${table}`)
    for (const value of rows.flatMap((row) => Object.values(row))) parts.push(Buffer.isBuffer(value) ? value : Buffer.from(String(value)))
  }
  await client.end()
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return Buffer.concat([...parts, ...(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))))])
}

async function createSubject(): Promise<EngineSubject> {
  const database = await postgres!.createDatabase()
  const [port] = await freePorts(1)
  const { nodes, identityKey, folder } = restate!
  const addresses = {
    ingressUrls: nodes.map(({ ingressUrl }) => ingressUrl),
    adminUrls: nodes.map(({ adminUrl }) => adminUrl),
    listen: { host: '127.0.0.1', port: port! },
    identityKeys: [identityKey],
    service: `lane-${randomUUID()}`,
  }
  return {
    open: ({ policy, ...choice }) =>
      openRestateEngine({ postgresUrl: database.url, restate: addresses, clock: systemClock, random: () => 0.5, policy: () => policy, ...choice }),
    stored: () => storedIn(database.url, folder),
    remove: () => database.drop(),
  }
}

describe.skipIf(reason)(`restate${reason ? ` (left out: ${reason})` : ''}`, () => {
  afterAll(async () => {
    await restate?.stop()
    await postgres?.stop()
  })
  describeEngine('one node', createSubject, { patienceMs: 10_000, runs: 3 })
})
