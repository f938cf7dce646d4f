import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { spawnScript } from './spawn-script.ts'
import type { Store } from '../../server/store/contract.ts'
import { openDatabase } from '../../server/store/open-database.ts'
import { openStore } from '../../server/store/open-store.ts'
import { sqliteRunMigrations } from '../../server/store/run-table.ts'
import { SQLITE_TYPES } from '../../server/store/table-types.ts'
import { aRun } from './describe-runs.ts'
import { useFolder } from './folder.ts'

const folder = useFolder()
const open: Store[] = []
afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
})

async function openHere(keyText?: string): Promise<Store> {
  const store = await openStore({ dataDir: folder(), keyText, now: () => Date.UTC(2026, 0, 1), random: randomBytes })
  open.push(store)
  return store
}

async function close(store: Store): Promise<void> {
  open.splice(open.indexOf(store), 1)
  await store.close()
}

const CLIENT = { id: 'shop', name: 'Shop', bindings: {} }

test('what is put is there after closing and opening again', async () => {
  const first = await openHere()
  await first.clients.put('shop', CLIENT, null)
  await first.secrets.write('crm', { password: 'top-secret-value' })
  const { key } = await first.apiKeys.create({ client: 'shop', name: 'till', by: 'ann' })
  await close(first)
  const second = await openHere()
  expect(await second.clients.get('shop')).toEqual({ id: 'shop', revision: 1, value: CLIENT })
  expect(await second.secrets.read('crm')).toEqual({ password: 'top-secret-value' })
  expect(second.apiKeys.verify(key)?.client).toBe('shop')
  expect(second.broken).toEqual([])
})

test('files with keys, hashes or values are for the owner of the process only', async () => {
  const store = await openHere()
  await store.clients.put('shop', CLIENT, null)
  await store.secrets.write('crm', { password: 'x' })
  const files = ['workspace.key', 'clients/shop.json', 'secrets/crm.json', 'runs.sqlite', 'answers.sqlite', 'business.sqlite']
  const modes = await Promise.all(files.map(async (file) => [file, (await stat(join(folder(), file))).mode & 0o077]))
  expect(modes).toEqual(files.map((file) => [file, 0]))
})

test('a second process is refused and told which one has the folder', async () => {
  await openHere()
  const second = await spawnScript('open-store-child.ts', [folder()])
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain('storage.failed')
  expect(second.output()).toContain(`process ${process.pid}`)
})

test('the same process is refused as well', async () => {
  await openHere()
  await expect(openHere()).rejects.toMatchObject({ code: 'storage.failed' })
})

test('the lock of a killed process holds nobody up', async () => {
  const first = await spawnScript('open-store-child.ts', [folder()])
  await first.line('open')
  first.kill()
  await first.ended
  expect(await readdir(folder())).toContain('server.pid')
  const store = await openHere()
  expect((await store.clients.get('shop'))?.revision).toBeGreaterThan(0)
})

test('a store that failed to open lets go of the folder', async () => {
  await writeFile(join(folder(), 'workspace.key'), 'too short')
  await expect(openHere()).rejects.toMatchObject({ code: 'storage.failed' })
  expect(await readFile(join(folder(), 'workspace.key'), 'utf8')).toBe('too short')
  await openHere(randomBytes(32).toString('hex'))
})

test('another workspace key than that of the folder is refused at the start', async () => {
  await close(await openHere())
  await expect(openHere(randomBytes(32).toString('hex'))).rejects.toMatchObject({ code: 'storage.failed', detail: expect.stringContaining('workspace key') })
  await openHere()
})

test('broken documents are set aside, the others are there', async () => {
  const first = await openHere()
  await first.clients.put('shop', CLIENT, null)
  await close(first)
  await writeFile(join(folder(), 'connections', 'crm.json'), '{"revision":1,"value":{"id":"crm","client":42}}')
  const second = await openHere()
  expect(second.broken).toMatchObject([{ file: join(folder(), 'connections', 'crm.json'), field: 'value.client', movedTo: 'crm.json.broken-1' }])
  expect(await second.clients.get('shop')).toBeDefined()
})

test('runs of a database from before there were accepted documents are there', async () => {
  const problem = { code: 'target.timeout', detail: 'd', at: 'node-1' }
  const run = aRun(7, { state: 'failed', problem })
  const { '001-runs': first, '002-fills': fills } = sqliteRunMigrations(SQLITE_TYPES)
  const before = await openDatabase(join(folder(), 'runs.sqlite'), { '001-runs': first!, '002-fills': fills! })
  const row = [run.id, run.flow, run.client, run.state, problem.code, run.startedAt, JSON.stringify(run), '[]', 3]
  await sql`insert into run values (${sql.join(row)})`.execute(before)
  await before.destroy()
  await writeFile(join(folder(), 'data-keys.sqlite'), '')
  const store = await openHere()
  expect(await store.runs.get(run.id)).toEqual({ run, steps: [], stepsLeftOut: 3, effects: [], attempts: [] })
  expect(await store.runs.list({ limit: 9, at: 'node-1', from: run.startedAt, state: 'failed' })).toEqual([run])
  expect(await store.runs.list({ limit: 9, to: run.startedAt })).toEqual([])
  expect(await readdir(folder())).not.toContain('data-keys.sqlite')
})

test('an expired answer is gone from the files', async () => {
  const first = await openHere()
  await first.answers.begin('an-id-to-look-for', { tag: 't', expiresAt: Date.UTC(2026, 0, 2) })
  await first.answers.finish('an-id-to-look-for', { status: 200, body: 'b' })
  await close(first)
  const stored = async (): Promise<string> => {
    const files = (await readdir(folder())).filter((file) => file.startsWith('answers.sqlite'))
    return (await Promise.all(files.map((file) => readFile(join(folder(), file), 'latin1')))).join('')
  }
  expect(await stored()).toContain('an-id-to-look-for')
  open.push(await openStore({ dataDir: folder(), now: () => Date.UTC(2026, 0, 3), random: randomBytes }))
  await vi.waitFor(async () => expect(await stored()).not.toContain('an-id-to-look-for'))
})
