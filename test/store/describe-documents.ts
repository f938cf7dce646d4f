import { expect, test } from 'vitest'
import { z } from 'zod'
import { Customer } from '../../server/model/customer.ts'
import type { CreateBench } from './store-bench.ts'

const Note = z.strictObject({
  title: z.string(),
  tags: z.array(z.strictObject({ id: z.string(), text: z.string() })).default([]),
  free: z.record(z.string(), z.unknown()).default({}),
})
type Note = z.infer<typeof Note>

const note = (title: string, more: Partial<Note> = {}): Note => ({ title, tags: [], free: {}, ...more })
const NOTES = { schema: Note, name: 'note' }

export function describeDocuments(create: CreateBench): void {
  const open = async () => (await create()).openDocuments(NOTES)

  test('are there after opening again, in the order of their ids', async () => {
    const bench = await create()
    const first = await bench.openDocuments(NOTES)
    for (const id of ['b', 'flow:orders', 'a', 'flow@10', 'flow@9']) await first.put(id, note(id), null)
    await first.delete('b', 1)
    const list = await (await bench.openDocuments(NOTES)).list()
    expect(list.map(({ id, value }) => [id, value.title])).toEqual(['a', 'flow:orders', 'flow@10', 'flow@9'].map((id) => [id, id]))
  })

  test('keep the order of keys, and texts of any characters', async () => {
    const bench = await create()
    const free = { zebra: 1, aa: { b: [], a: null }, 'Ž\0': 'x\0\ud83d\ude00', b: -1.5e-7 }
    await (await bench.openDocuments(NOTES)).put('a', note('x', { free }), null)
    const stored = await (await bench.openDocuments(NOTES)).get('a')
    expect(JSON.stringify(stored?.value.free)).toBe(JSON.stringify(free))
  })

  describeRevisions(create)

  test('that do not fit the schema are refused with their fields', async () => {
    const documents = await open()
    await expect(documents.put('a', { title: 4 } as unknown as Note, null)).rejects.toMatchObject({ code: 'request.invalid', errors: [{ path: 'title' }] })
    expect(await documents.list()).toEqual([])
  })

  test('handed out or in cannot be changed from outside', async () => {
    const documents = await open()
    const mine = note('a', { free: { deep: { n: 1 } } })
    const stored = await documents.put('a', mine, null)
    ;(mine.free.deep as { n: number }).n = 2
    expect((await documents.get('a'))?.value.free).toEqual({ deep: { n: 1 } })
    expect(() => Object.assign(stored.value.free.deep as object, { n: 3 })).toThrow(TypeError)
  })

  test.each(['../x', '__proto__', '..', '.', '', 'a/b', 'a\\b', 'A', 'a\0', 'x'.repeat(81), '-a', '%3a'])('under the id %j are refused', async (id) => {
    const documents = await open()
    await expect(documents.put(id, note('a'), null)).rejects.toMatchObject({ code: 'request.invalid', at: 'id' })
    expect(await documents.get(id)).toBeUndefined()
    await expect(documents.delete(id, 1)).rejects.toMatchObject({ code: 'request.conflict' })
  })

  test.each(['constructor', 'flow@3', 'a.b_c-d', 'connection:crm'])('under the id %j are kept', async (id) => {
    const documents = await open()
    expect(await documents.get(id)).toBeUndefined()
    await documents.put(id, note('a'), null)
    expect((await documents.get(id))?.value.title).toBe('a')
  })

  test('of personal values cannot be opened', async () => {
    await expect((await create()).openDocuments({ schema: Customer, name: 'customer' })).rejects.toMatchObject({ code: 'storage.forbidden' })
  })
}

function describeRevisions(create: CreateBench): void {
  const open = async () => (await create()).openDocuments(NOTES)

  test('revisions grow by one with every put', async () => {
    const documents = await open()
    expect((await documents.put('a', note('1'), null)).revision).toBe(1)
    expect((await documents.put('a', note('2'), 1)).revision).toBe(2)
    await documents.delete('a', 2)
    expect(await documents.get('a')).toBeUndefined()
    await expect(documents.put('a', note('3'), 2)).rejects.toMatchObject({ code: 'request.conflict' })
    await documents.put('a', note('4'), null)
    expect(await documents.list()).toMatchObject([{ id: 'a', revision: 1, value: { title: '4' } }])
  })

  test('of two puts at once, one is a conflict that names what differs', async () => {
    const documents = await open()
    const tags = [
      { id: 'x', text: '1' },
      { id: 'y', text: '2' },
    ]
    await documents.put('a', note('a', { tags }), null)
    const first = note('a', { tags: [{ id: 'new', text: '0' }, ...tags] })
    await documents.put('a', first, 1)
    const problem = await documents.put('a', note('b', { tags: [tags[0]!, { id: 'y', text: '3' }] }), 1).catch((error: unknown) => error)
    expect(problem).toMatchObject({ code: 'request.conflict' })
    expect((problem as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(['title', 'tags.new', 'tags.y.text'])
    const all = await Promise.allSettled(['1', '2', '3'].map((title) => documents.put('a', note(title), 2)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await documents.get('a'))?.revision).toBe(3)
  })

  test('a conflict tells nothing of the values', async () => {
    const documents = await open()
    await documents.put('a', note('CANARY-1'), null)
    const problem = await documents.put('a', note('CANARY-2'), null).catch((error: unknown) => error)
    expect(problem).toMatchObject({ code: 'request.conflict' })
    expect(JSON.stringify(problem) + String(problem)).not.toContain('CANARY')
  })

  test('other revisions cannot be deleted', async () => {
    const documents = await open()
    await documents.put('a', note('1'), null)
    await expect(documents.delete('a', 7)).rejects.toMatchObject({ code: 'request.conflict' })
    await expect(documents.delete('b', 1)).rejects.toMatchObject({ code: 'request.conflict' })
    expect(await documents.get('a')).toBeDefined()
  })
}
