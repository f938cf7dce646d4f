import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createDataKeys, DATA_KEY_MIGRATIONS, type DataKeyTables } from '../../server/store/data-keys.ts'
import { openDatabase } from '../../server/store/open-database.ts'
import { createSeal } from '../../server/store/seal.ts'
import { openSecrets } from '../../server/store/secrets.ts'
import { parseKey, readWorkspaceKey } from '../../server/store/workspace-key.ts'
import { useFolder } from './folder.ts'

const folder = useFolder()
const key = new Uint8Array(32).fill(7)
const seal = createSeal(key, randomBytes)
const plain = Buffer.from('CANARY of a body')
const failed = expect.objectContaining({ code: 'storage.failed' })

test('sealed bytes open in their place with their key only', () => {
  const sealed = seal.seal(plain, 'a')
  expect(Buffer.from(seal.open(sealed, 'a')).equals(plain)).toBe(true)
  expect(Buffer.from(sealed).includes('CANARY')).toBe(false)
  expect(Buffer.from(seal.seal(plain, 'a')).equals(sealed)).toBe(false)
  expect(() => seal.open(sealed, 'b')).toThrow(failed)
  expect(() => createSeal(new Uint8Array(32).fill(8), randomBytes).open(sealed, 'a')).toThrow(failed)
  expect(() => seal.open(new Uint8Array(0), 'a')).toThrow(failed)
})

test('a change of any byte is noticed', () => {
  const sealed = seal.seal(plain, 'a')
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Uint8Array.from(sealed)
    changed[index]! ^= 1
    expect(() => seal.open(changed, 'a')).toThrow(failed)
  }
})

test('keyed hashes are stable for a key and differ between keys', () => {
  expect(seal.hmac('receipt 987')).toMatch(/^[0-9a-f]{64}$/)
  expect(seal.hmac('receipt 987')).toBe(createSeal(key, randomBytes).hmac('receipt 987'))
  expect(seal.hmac('receipt 987')).not.toBe(createSeal(new Uint8Array(32), randomBytes).hmac('receipt 987'))
})

test('the key file is made once, for its owner only', async () => {
  const file = join(folder(), 'workspace.key')
  const made = await readWorkspaceKey({ file, random: randomBytes })
  expect(made).toHaveLength(32)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(Buffer.from(await readWorkspaceKey({ file, random: () => new Uint8Array(32) })).equals(made)).toBe(true)
})

test('a key file that is no key is kept and refused', async () => {
  const file = join(folder(), 'workspace.key')
  await writeFile(file, 'not a key')
  await expect(readWorkspaceKey({ file, random: randomBytes })).rejects.toMatchObject({ code: 'storage.failed' })
  expect(await readFile(file, 'utf8')).toBe('not a key')
})

test('a key is read from hexadecimal and base64 text', () => {
  for (const encoding of ['hex', 'base64', 'base64url'] as const)
    expect(Buffer.from(parseKey(` ${Buffer.from(key).toString(encoding)}\n`, 'test')).equals(key)).toBe(true)
  const problem = (() => {
    try {
      return parseKey('CANARY', 'the environment')
    } catch (error) {
      return String(error)
    }
  })()
  expect(problem).toContain('the environment')
  expect(problem).not.toContain('CANARY')
})

test('secrets are set, replaced and removed by name, and sealed on the disk', async () => {
  const secrets = await openSecrets({ folder: folder(), seal })
  await Promise.all([secrets.write('crm', { username: 'CANARY-U' }), secrets.write('crm', { password: 'CANARY-P' })])
  expect(await secrets.names('crm')).toEqual(['password', 'username'])
  await secrets.write('crm', { username: '', password: 'CANARY-Q' })
  expect(await secrets.read('crm')).toEqual({ password: 'CANARY-Q' })
  expect(await readFile(join(folder(), 'crm.json'), 'utf8')).not.toContain('CANARY')
  expect(await (await openSecrets({ folder: folder(), seal })).read('crm')).toEqual({ password: 'CANARY-Q' })
  await secrets.remove('crm')
  await secrets.remove('crm')
  expect(await secrets.names('crm')).toEqual([])
  expect(await secrets.read('__proto__')).toEqual({})
})

test('a sealed secret does not open under another owner', async () => {
  const secrets = await openSecrets({ folder: folder(), seal })
  await secrets.write('crm', { password: 'x' })
  await writeFile(join(folder(), 'evil.json'), await readFile(join(folder(), 'crm.json')))
  await expect((await openSecrets({ folder: folder(), seal })).read('evil')).rejects.toMatchObject({ code: 'storage.failed' })
})

test.each([
  ['../x', { a: 'b' }],
  ['crm', JSON.parse('{"__proto__":"x"}') as Record<string, string>],
  ['crm', { 'a b': 'x' }],
])('secrets of %j under %j are refused', async (owner, values) => {
  await expect((await openSecrets({ folder: folder(), seal })).write(owner, values)).rejects.toMatchObject({ code: 'request.invalid' })
})

test('a body opens until its key is destroyed; the key is bound to its run', async () => {
  const database = await openDatabase<DataKeyTables>(join(folder(), 'keys.sqlite'), DATA_KEY_MIGRATIONS)
  onTestFinished(() => database.destroy())
  const keys = createDataKeys(database, seal, randomBytes)
  const one = await keys.sealBody('run-1', plain)
  const two = await keys.sealBody('run-2', plain)
  const step = await keys.sealMore('run-1', Buffer.from('result'))
  expect(Buffer.from(one).includes('CANARY')).toBe(false)
  expect(Buffer.from(await keys.openBody(one)).equals(plain)).toBe(true)
  expect(Buffer.from(await keys.openBody(step)).toString()).toBe('result')
  await expect(keys.sealBody('run-1', plain)).rejects.toMatchObject({ code: 'storage.failed' })
  await keys.destroy('run-1')
  await expect(keys.openBody(one)).rejects.toMatchObject({ code: 'storage.failed', detail: expect.stringContaining('destroyed') })
  await expect(keys.sealMore('run-1', plain)).rejects.toMatchObject({ code: 'storage.failed' })
  expect(Buffer.from(await keys.openBody(two)).equals(plain)).toBe(true)
  const { sealed_key } = await database.selectFrom('data_key').select('sealed_key').executeTakeFirstOrThrow()
  await database
    .insertInto('data_key')
    .values({ run_id: 'run-1', sealed_key: Buffer.from(sealed_key) })
    .execute()
  await expect(keys.openBody(one)).rejects.toMatchObject({ code: 'storage.failed' })
})
