import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { spawnScript } from './spawn-script.ts'
import type { Store } from '../../server/store/contract.ts'
import { openStore } from '../../server/store/open-store.ts'
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
  const files = ['workspace.key', 'clients/shop.json', 'secrets/crm.json', 'runs.sqlite', 'data-keys.sqlite']
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
