import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { BrokenFile, Documents } from '../../server/store/contract.ts'
import { openDocuments } from '../../server/store/open-documents.ts'
import { useFolder } from './folder.ts'
import { spawnScript } from './spawn-script.ts'

const Note = z.strictObject({
  title: z.string(),
  tags: z.array(z.strictObject({ id: z.string(), text: z.string() })).default([]),
  free: z.record(z.string(), z.unknown()).default({}),
})
type Note = z.infer<typeof Note>

const folder = useFolder()
const broken: BrokenFile[] = []
const open = (): Promise<Documents<Note>> => openDocuments({ folder: folder(), schema: Note, name: 'note', report: (file) => broken.push(file) })
const note = (title: string, more: Partial<Note> = {}): Note => ({ title, tags: [], free: {}, ...more })
const textOf = (id: string): Promise<string> => readFile(join(folder(), `${id}.json`), 'utf8')

describe('files', () => {
  test('are pretty-printed in the order of the schema, whatever the order of the value', async () => {
    const documents = await open()
    await documents.put('a', { free: { z: 1, a: 2 }, tags: [], title: 'x' }, null)
    expect(await textOf('a')).toBe(`${JSON.stringify({ revision: 1, value: { title: 'x', tags: [], free: { z: 1, a: 2 } } }, null, 2)}\n`)
  })

  test('changed by hand count from the next start', async () => {
    const first = await open()
    await first.put('a', note('old'), null)
    await writeFile(join(folder(), 'a.json'), (await textOf('a')).replace('old', 'new'))
    expect((await first.get('a'))?.value.title).toBe('old')
    expect((await (await open()).get('a'))?.value.title).toBe('new')
  })

  test.each([
    ['no JSON', { text: '{"revision": 1,', field: '', reason: 'is not well-formed JSON' }],
    ['a wrong type', { text: '{"revision":1,"value":{"title":4}}', field: 'value.title', reason: 'string' }],
    ['no revision', { text: '{"value":{"title":"x"}}', field: 'revision', reason: 'is missing' }],
    ['an unknown field', { text: '{"revision":1,"value":{"title":"x","tilte":"y"}}', field: 'value.tilte', reason: 'not a known field' }],
  ])('with %s are set aside and reported', async (_, { text, field, reason }) => {
    broken.length = 0
    await writeFile(join(folder(), 'a.json'), text)
    await writeFile(join(folder(), 'a.json.broken-1'), 'an older one')
    expect(await (await open()).list()).toEqual([])
    expect(broken).toMatchObject([{ file: join(folder(), 'a.json'), field, reason: expect.stringContaining(reason), movedTo: 'a.json.broken-2' }])
    expect(await readFile(join(folder(), 'a.json.broken-2'), 'utf8')).toBe(text)
    expect(await readFile(join(folder(), 'a.json.broken-1'), 'utf8')).toBe('an older one')
  })

  test('that a crash left unfinished go, other files stay', async () => {
    await writeFile(join(folder(), '.a.json.tmp'), '{"rev')
    await writeFile(join(folder(), 'README.md'), 'hello')
    await open()
    expect(await readdir(folder())).toEqual(['README.md'])
  })

  test('hold the old or the new content after a kill in the middle of writing', { timeout: 30_000 }, async () => {
    for (let round = 0; round < 3; round += 1) {
      const writer = await spawnScript('write-documents-child.ts', [folder()])
      await writer.line('writing')
      await writer.line(`${20 + round * 7} `)
      writer.kill()
      await writer.ended
      broken.length = 0
      const stored = await (await open()).get('a')
      expect(broken).toEqual([])
      const announced = writer.output().trim().split(/\s+/).map(Number).filter(Number.isInteger)
      expect(stored!.revision).toBeGreaterThanOrEqual(announced.at(-1)!)
      expect(stored!.value.tags).toHaveLength(200)
      expect(new Set(stored!.value.tags.map((tag) => tag.text))).toEqual(new Set([stored!.value.title]))
    }
  })
})

test('values cannot reach the prototype of objects', async () => {
  await writeFile(join(folder(), 'a.json'), '{"revision":1,"value":{"title":"x","free":{"__proto__":{"polluted":true}}}}')
  const documents = await open()
  expect((await documents.get('a'))?.value.free).not.toHaveProperty('polluted')
  expect({}).not.toHaveProperty('polluted')
})

test('a colon in an id is written otherwise in the name of the file', async () => {
  await (await open()).put('flow:orders', note('a'), null)
  expect(await readdir(folder())).toEqual(['flow%3aorders.json'])
  expect((await (await open()).get('flow:orders'))?.value.title).toBe('a')
})

test('a folder that cannot be written is the problem storage.failed, and the old value stays', async () => {
  const documents = await open()
  await documents.put('a', note('1'), null)
  await rm(folder(), { recursive: true })
  await expect(documents.put('a', note('2'), 1)).rejects.toMatchObject({ code: 'storage.failed' })
  expect((await documents.get('a'))?.value.title).toBe('1')
})
