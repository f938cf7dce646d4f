import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Store, StoreChange } from '../../server/store/contract.ts'
import { createPool, openTables } from '../../server/store/postgres/database.ts'
import { POSTGRES_MIGRATIONS, type PostgresTables } from '../../server/store/postgres/tables.ts'
import { openRuns } from '../../server/store/run-records.ts'
import { openTestPostgres } from '../support/postgres.ts'
import { aDocument } from './describe-business-documents.ts'
import { aRun } from './describe-runs.ts'
import { inPostgres, START } from './store-bench.ts'

const postgres = await openTestPostgres({ fsync: false })
afterAll(() => postgres?.stop())
const create = postgres && inPostgres(postgres)

const CLIENT = { id: 'shop', name: 'Shop', bindings: {} }

async function openTwo(): Promise<{ bench: Awaited<ReturnType<NonNullable<typeof create>>>; a: Store; b: Store }> {
  const bench = await create!()
  const [a, b] = await Promise.all([bench.open(), bench.open()])
  return { bench, a, b }
}

function heardBy(store: Store): StoreChange[] {
  const heard: StoreChange[] = []
  onTestFinished(store.changes((change) => heard.push(change)))
  return heard
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/** Ends the connections of a database whose application has this name. */
async function disconnect(application: string): Promise<number> {
  const client = new Client({ connectionString: postgres!.url })
  await client.connect()
  const sql = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname <> 'postgres'"
  const { rowCount } = await client.query(sql, [application]).finally(() => client.end())
  return rowCount ?? 0
}

describe.skipIf(!postgres)('servers that share a PostgreSQL', () => {
  test('link references at once without losing any, and see tombstones of each other at once', async () => {
    const { a, b } = await openTwo()
    const refs = Array.from({ length: 12 }, (_, n) => `s${n}:customer:1`)
    const seen = refs.map((ref, n) => ({ client: 'shop', ref, linkId: String(n).padStart(26, '0'), at: START + n }))
    await Promise.all([a.references.seen(seen), b.references.seen(seen.map((each) => ({ ...each, linkId: each.linkId.replace('0', '1') })))])
    await Promise.all([a.references.count('shop', 's0'), b.references.count('shop', 's0')])
    await Promise.all(refs.slice(1).map((ref, n) => (n % 2 ? a : b).references.link('shop', [refs[n]!, ref], START)))
    const { linkId } = (await a.references.get('shop', refs[0]!))!
    expect(await b.references.linked('shop', linkId)).toHaveLength(12)
    expect(await a.references.tombstone('shop', refs[0]!, START)).toHaveLength(11)
    expect(await b.references.get('shop', refs[0]!)).toMatchObject({ status: 'deleted' })
  })

  test('change a document one after the other', async () => {
    const { a, b } = await openTwo()
    const add = (store: Store, id: string) =>
      store.documents.change('shop', 'run-1', (before = aDocument('run-1')) => ({ ...before, from: [...before.from, id] }))
    await Promise.all(Array.from({ length: 10 }, (_, n) => add(n % 2 ? a : b, `run-${n + 2}`)))
    expect((await a.documents.get('shop', 'run-1'))?.from).toHaveLength(10)
  })

  test('see each other’s documents at once, and are told of them', async () => {
    const { a, b } = await openTwo()
    const [byA, byB] = [heardBy(a), heardBy(b)]
    await a.clients.put('shop', CLIENT, null)
    expect(await b.clients.get('shop')).toEqual({ id: 'shop', revision: 1, value: CLIENT })
    await b.clients.put('shop', { ...CLIENT, name: 'Shop 2' }, 1)
    expect((await a.clients.list())[0]?.value.name).toBe('Shop 2')
    await expect(a.clients.put('shop', CLIENT, 1)).rejects.toMatchObject({ code: 'request.conflict', errors: [{ path: 'name' }] })
    await a.clients.delete('shop', 2)
    expect(await b.clients.list()).toEqual([])
    await expect
      .poll(() => byB)
      .toEqual([
        { collection: 'clients', id: 'shop' },
        { collection: 'clients', id: 'shop' },
      ])
    expect(byA).toEqual([{ collection: 'clients', id: 'shop' }])
  })

  test('of writes at the same moment one holds', async () => {
    const { a, b } = await openTwo()
    const both = await Promise.allSettled([a.clients.put('shop', CLIENT, null), b.clients.put('shop', CLIENT, null)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await Promise.all([a.secrets.write('crm', { one: '1' }), b.secrets.write('crm', { two: '2' })])
    expect(await a.secrets.read('crm')).toEqual({ one: '1', two: '2' })
  })

  test('accept each other’s log-ins and keys, and no longer what was ended or revoked', async () => {
    const { a, b } = await openTwo()
    const { token, session } = await a.sessions.create('ann')
    expect(await b.sessions.find(token)).toEqual(session)
    await b.sessions.endAll('ann')
    expect(await a.sessions.find(token)).toBeUndefined()
    const { view, key } = await a.apiKeys.create({ client: 'shop', name: 'till', by: 'ann' })
    await expect.poll(() => b.apiKeys.verify(key)?.client).toBe('shop')
    await b.apiKeys.revoke('shop', view.id)
    await expect.poll(() => a.apiKeys.verify(key)).toBeUndefined()
  })

  test('keep one enabled administrator, and set up one', async () => {
    const { a, b } = await openTwo()
    expect(a.setup.token).toBe(b.setup.token)
    const first = { token: a.setup.token, password: 'a good password' }
    const setups = await Promise.allSettled([a.setup.finish({ ...first, user: 'ann' }), b.setup.finish({ ...first, user: 'bob' })])
    expect(setups.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const [{ name } = { name: '' }] = await a.users.list()
    await b.users.create({ name: 'eve', role: 'admin', password: 'a good password' })
    const updates = await Promise.allSettled([a.users.update(name, { disabled: true }), b.users.update('eve', { role: 'viewer' })])
    expect(updates.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('sum their counts and share their runs', async () => {
    const { a, b } = await openTwo()
    const counts = (filled: number) => [{ flow: 'f', version: 1, mappings: [{ node: 'm', runs: filled, rows: [], invariants: [] }] }]
    await Promise.all([a, b, a, b].map((store) => store.fills.add(counts(2))))
    expect(await a.fills.read('f', 1)).toMatchObject([{ runs: 8 }])
    for (let n = 0; n < 400; n += 1) (n % 2 ? a : b).runs.record({ run: aRun(n % 300, { state: n < 300 ? 'running' : 'succeeded' }), keys: ['k'] })
    await Promise.all([a.runs.flush(), b.runs.flush()])
    expect(await a.runs.counts()).toEqual({ running: 200, succeeded: 100 })
    expect(await b.runs.list({ keyHash: 'k', limit: 500 })).toHaveLength(300)
  })

  test('keep the later state of a run, whoever writes first', async () => {
    const { bench, a } = await openTwo()
    const database = await openTables<PostgresTables>(createPool({ url: bench.url, most: 2 }), POSTGRES_MIGRATIONS)
    const [early, late] = [1, 2].map((stamp) => openRuns({ database: database as never, now: () => START, stamp: () => stamp }))
    onTestFinished(() => late!.close())
    early!.record({ run: aRun(1, { state: 'queued' }), keys: ['k'] })
    late!.record({ run: aRun(1, { state: 'succeeded' }) })
    await late!.flush()
    await early!.flush()
    expect(await a.runs.list({ keyHash: 'k', limit: 5 })).toEqual([aRun(1)])
    // The clock of the database is ahead of both.
    a.runs.record({ run: aRun(1, { state: 'failed' }) })
    expect(await a.runs.counts()).toEqual({ failed: 1 })
  })

  test('answer a repeated request once, and wait for one that is at work on another server', async () => {
    const { bench, a, b } = await openTwo()
    const claim = { tag: 't', expiresAt: Date.UTC(2027, 0, 1) }
    const ids = Array.from({ length: 100 }, (_, n) => `id-${n}`)
    const answers = await Promise.all(ids.flatMap((id) => [a.answers.begin(id, claim), b.answers.begin(id, claim)]))
    expect([answers.filter((each) => each === 'begun').length, answers.filter((each) => each === 'running').length]).toEqual([100, 100])
    const mine = ids.filter((_, n) => answers[n * 2] === 'begun')
    if (mine.length === 0) await a.answers.begin('own', claim)
    const id = mine[0] ?? 'own'
    await bench.close(a)
    const both = await Promise.all([b.answers.begin(id, claim), b.answers.begin(id, claim)])
    expect(both.toSorted()).toEqual(['crashed', 'running'])
    await b.answers.finish(id, { status: 200, body: 'x' })
    const c = await bench.open()
    expect(await c.answers.begin(id, claim)).toEqual({ status: 200, body: 'x' })
  })

  test('look at everything again after the connection for changes was lost', async () => {
    const { a, b } = await openTwo()
    const heard = heardBy(b)
    expect(await disconnect('patchbay changes')).toBe(2)
    await expect.poll(() => heard, { timeout: 5_000 }).toContain('everything')
    await a.clients.put('shop', CLIENT, null)
    await expect.poll(() => heard).toContainEqual({ collection: 'clients', id: 'shop' })
  })

  test('that start at the same moment make the tables once', async () => {
    const { url, drop } = await postgres!.createDatabase()
    onTestFinished(drop)
    const bench = await create!()
    const stores = await Promise.all([1, 2, 3].map(() => bench.open({ database: url })))
    await stores[0]!.clients.put('shop', CLIENT, null)
    expect(await Promise.all(stores.map(async ({ clients }) => (await clients.list()).length))).toEqual([1, 1, 1])
    for (const store of stores) await bench.close(store)
  })

  test('leave a document alone that they cannot read: it may be that of a newer version', async () => {
    const { bench, a } = await openTwo()
    await a.clients.put('shop', CLIENT, null)
    await a.clients.put('later', { ...CLIENT, id: 'later' }, null)
    await execute(bench.url, `update document set value = '{"id":"later","name":4}' where id = 'later'`)
    const c = await bench.open()
    expect(c.broken).toMatchObject([{ file: 'document clients later', field: 'value.name' }])
    expect((await c.clients.list()).map(({ id }) => id)).toEqual(['shop'])
    await expect(c.clients.put('later', { ...CLIENT, id: 'later' }, null)).rejects.toMatchObject({ code: 'request.conflict' })
    expect((await bench.everything()).includes('"name":4')).toBe(true)
  })

  test('need the same key, and one at all', async () => {
    const { bench } = await openTwo()
    await expect(bench.open({ keyText: randomBytes(32).toString('hex') })).rejects.toMatchObject({
      code: 'storage.failed',
      detail: expect.stringContaining('workspace key'),
    })
    await expect(bench.open({ keyText: undefined })).rejects.toMatchObject({ code: 'storage.failed', detail: expect.stringContaining('PATCHBAY_KEY') })
  })

  test('a database that cannot be reached is told without its password', async () => {
    const problem = await (await create!()).open({ database: 'postgres://ann:CANARY@127.0.0.1:1/x' }).catch((error: unknown) => error)
    expect(problem).toMatchObject({ code: 'storage.failed', detail: expect.stringContaining('ECONNREFUSED') })
    expect(String(problem)).not.toContain('CANARY')
  })
})
