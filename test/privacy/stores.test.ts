import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { RunRecord, StepRecord } from '../../server/model/run.ts'
import type { AuditEntry } from '../../server/model/run-endpoint.ts'
import type { Store } from '../../server/store/contract.ts'
import { openStore } from '../../server/store/open-store.ts'
import { marksBelow, marksIn } from '../support/marks.ts'
import { openTestPostgres } from '../support/postgres.ts'

const postgres = await openTestPostgres()
afterAll(() => postgres?.stop())

const mark = (field: string): string => `zq${field}${randomBytes(6).toString('hex')}`
const MARKS = {
  name: mark('name'),
  mail: `${mark('mail')}@example.test`,
  key: mark('key'),
  receipt: mark('receipt'),
  secret: mark('secret'),
  password: mark('password'),
}
const marks = Object.values(MARKS)
const CUSTOMER = { name: MARKS.name, emails: [{ value: MARKS.mail }], note: 'x'.repeat(3_000) }
const now = (): number => Date.now()

const run = (more: Partial<RunRecord>): RunRecord => ({
  id: 'run-1',
  flow: 'orders',
  version: 1,
  client: 'shop',
  trigger: { kind: 'endpoint', name: 'orders.create' },
  state: 'succeeded',
  startedAt: new Date().toISOString(),
  durationMs: 1,
  stepCount: 1,
  inBytes: 1,
  outBytes: 1,
  status: 200,
  problem: null,
  ...more,
})

/** Gives a store personal values at every place that takes values, and has it refuse and fail. Resolves to what was sealed for the engine, and what it said. */
async function use(store: Store): Promise<unknown[]> {
  const claim = { tag: store.seal.hmac(JSON.stringify(CUSTOMER)), expiresAt: now() + 60_000 }
  const answered = store.seal.hmac(`shop ${MARKS.key}`)
  await store.answers.begin(answered, claim)
  await store.answers.finish(answered, { status: 201, body: CUSTOMER })
  expect(await store.answers.begin(answered, claim)).toEqual({ status: 201, body: CUSTOMER })
  const step = { seq: 0, node: 'n', kind: 'map', startMs: 0, durationMs: 1, inBytes: 1, outBytes: 1, wires: [], ports: [], input: CUSTOMER, output: [CUSTOMER] }
  const keys = [store.seal.hmac(MARKS.receipt)]
  store.runs.record({ run: { ...run({}), body: CUSTOMER } as RunRecord, steps: [step as StepRecord], keys })
  store.runs.record({ run: run({ id: 'run-2', state: 'failed', problem: { code: 'target.validation', detail: 'refused', at: 'n' } }), steps: [] })
  expect(await store.runs.list({ keyHash: keys[0]!, limit: 5 })).toHaveLength(1)
  await store.secrets.write('crm', { password: MARKS.secret })
  await store.users.create({ name: 'ann', role: 'admin', password: MARKS.password })
  const said = await Promise.allSettled([
    store.clients.put('shop', { id: 'shop', name: 'Shop', bindings: {}, body: CUSTOMER } as never, null),
    store.audit.add({ at: new Date().toISOString(), user: 'ann', action: 'reveal', subject: 'run:run-1', note: '', body: CUSTOMER } as AuditEntry),
    store.users.verify('ann', MARKS.name),
    store.runs.list({ limit: 5, flow: MARKS.name, keyHash: MARKS.receipt }),
    store.sessions.find(MARKS.key),
  ])
  return [...said, store.bodies.seal('run-1', Buffer.from(JSON.stringify(CUSTOMER)))]
}

const textOf = (said: readonly unknown[]): Buffer =>
  Buffer.concat(
    said.map((each) => {
      const { reason, key, body } = each as { reason?: Error; key?: Uint8Array; body?: Uint8Array }
      return key && body ? Buffer.concat([key, body]) : Buffer.from(JSON.stringify(each) + (reason?.stack ?? ''))
    }),
  )

test('S0-03: in a data folder no personal value is left', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-canary-store-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const store = await openStore({ dataDir, now, random: randomBytes })
  const said = await use(store)
  expect(marksIn(textOf(said), marks)).toEqual([])
  // While it is open: with the write-ahead logs.
  expect(marksBelow(dataDir, marks)).toEqual([])
  await store.close()
  expect(marksBelow(dataDir, marks)).toEqual([])
})

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return work(client).finally(() => client.end())
}

/** Every table of a database, row by row as text. */
const copyTables = (url: string): Promise<string> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>("select quote_ident(tablename) as name from pg_tables where schemaname = 'public'")
    expect(rows.length).toBeGreaterThan(8)
    const tables = []
    for (const { name } of rows) tables.push((await client.query<{ row: string }>(`select each::text as row from ${name} as each`)).rows.map(({ row }) => row))
    return tables.flat().join('\n')
  })

describe.skipIf(!postgres)('in PostgreSQL', () => {
  test('S0-03: no personal value is left in tables, data files and logs', { timeout: 60_000 }, async () => {
    const { url, drop } = await postgres!.createDatabase()
    onTestFinished(drop)
    const store = await openStore({ dataDir: '/nowhere', database: url, keyText: randomBytes(32).toString('hex'), now, random: randomBytes })
    onTestFinished(() => store.close())
    const said = await use(store)
    expect(marksIn(textOf(said), marks)).toEqual([])
    const tables = await copyTables(url)
    expect(tables).toContain('run-2')
    expect(marksIn(Buffer.from(tables), marks)).toEqual([])
    await searchDataFolder(url)
  })
})

/** Looks through the files of the server, the write-ahead log included, where this machine has them. Proves first that a value would be found. */
async function searchDataFolder(url: string): Promise<void> {
  if (process.env['PATCHBAY_TEST_POSTGRES']) return
  const probe = mark('probe')
  const folder = await withClient(url, async (client) => {
    await client.query('create table probe (text text)')
    await client.query('insert into probe values ($1)', [probe])
    await client.query('checkpoint')
    return (await client.query<{ setting: string }>("select setting from pg_settings where name = 'data_directory'")).rows[0]!.setting
  })
  const hits = marksBelow(folder, [...marks, probe])
  expect(hits.filter((hit) => !hit.includes(probe))).toEqual([])
  expect(hits.some((hit) => hit.includes('pg_wal'))).toBe(true)
  expect(hits.some((hit) => hit.includes('/base/'))).toBe(true)
}
