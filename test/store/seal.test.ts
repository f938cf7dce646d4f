import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBodies } from '../../server/store/bodies.ts'
import { openDocuments } from '../../server/store/open-documents.ts'
import { createSeal } from '../../server/store/seal.ts'
import { createSecrets, SECRETS_KIND } from '../../server/store/secrets.ts'
import { takeTurns } from '../../server/store/take-turns.ts'
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

test('a sealed secret does not open under another owner', async () => {
  const open = async () => createSecrets({ documents: await openDocuments({ ...SECRETS_KIND, folder: folder() }), seal, inTurn: takeTurns() })
  const secrets = await open()
  await secrets.write('crm', { password: 'x' })
  await writeFile(join(folder(), 'evil.json'), await readFile(join(folder(), 'crm.json')))
  await expect((await open()).read('evil')).rejects.toMatchObject({ code: 'storage.failed' })
})

test('a body opens with its key, under its run only', () => {
  const bodies = createBodies(seal, randomBytes)
  const one = bodies.seal('run-1', plain)
  const two = bodies.seal('run-2', plain)
  const step = bodies.sealMore('run-1', one.key, Buffer.from('result'))
  expect(Buffer.concat([one.body, one.key]).includes('CANARY')).toBe(false)
  expect(Buffer.from(bodies.open('run-1', one.key, one.body)).equals(plain)).toBe(true)
  expect(Buffer.from(bodies.open('run-1', one.key, step)).toString()).toBe('result')
  expect(() => bodies.open('run-2', one.key, one.body)).toThrow(failed)
  expect(() => bodies.open('run-1', two.key, one.body)).toThrow(failed)
  expect(() => bodies.open('run-1', one.key, two.body)).toThrow(failed)
  expect(() => bodies.open('run-1', new Uint8Array(0), one.body)).toThrow(failed)
  expect(() => bodies.sealMore('run-2', one.key, plain)).toThrow(failed)
  expect(() => createBodies(createSeal(new Uint8Array(32), randomBytes), randomBytes).open('run-1', one.key, one.body)).toThrow(failed)
})
