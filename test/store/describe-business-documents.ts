import { expect, test } from 'vitest'
import type { BusinessDocument } from '../../server/model/business-document.ts'
import { Problem } from '../../server/model/problem.ts'
import { START, type CreateBench } from './store-bench.ts'

const document = (n: number, more: Partial<BusinessDocument> = {}): BusinessDocument => ({
  id: `run-${n}`,
  client: 'demo',
  kind: 'order',
  channelId: 'till-1',
  externalNumber: `R-${n}`,
  crmReference: null,
  anonymousReason: 'walk_in',
  customerRef: 'local:customer:anonymous',
  ref: null,
  number: null,
  status: null,
  from: [],
  assigned: null,
  issueDate: '2026-01-31',
  createdAt: new Date(START + n).toISOString(),
  updatedAt: new Date(START + n).toISOString(),
  ...more,
})
const named = (n: number, crmReference: string, more: Partial<BusinessDocument> = {}) => document(n, { crmReference, anonymousReason: null, ...more })
const ids = (list: readonly BusinessDocument[]): string[] => list.map(({ id }) => id)
const A = 'crm:customer:A'

export const aDocument = (id: string): BusinessDocument => document(1, { id, client: 'shop' })

export function describeBusinessDocuments(create: CreateBench): void {
  const open = async (...documents: BusinessDocument[]) => {
    const store = await (await create()).open()
    await Promise.all(documents.map((each) => store.documents.put(each)))
    return store.documents
  }

  test('is found by id and number, and after opening again', async () => {
    const bench = await create()
    const store = await bench.open()
    const full = named(1, A, {
      ref: 'books:order:7',
      number: '7',
      status: 'placed',
      from: ['run-0'],
      assigned: { at: document(1).createdAt, by: 'ada', forwarded: 'updated' },
    })
    await store.documents.put(full)
    await bench.close(store)
    const { documents } = await bench.open()
    expect(await documents.get('demo', 'run-1')).toEqual(full)
    expect(await documents.byNumber('demo', 'order', 'R-1')).toEqual(full)
    expect(await documents.byNumber('demo', 'invoice', 'R-1')).toBeUndefined()
    expect(await documents.get('other', 'run-1')).toBeUndefined()
    expect(await documents.get('demo', 'run-2')).toBeUndefined()
  })

  test('the newest of a number counts, and a document that is put again takes its own place', async () => {
    const documents = await open(document(1), document(2, { externalNumber: 'R-1' }), document(3, { externalNumber: 'R-1', client: 'other' }))
    expect((await documents.byNumber('demo', 'order', 'R-1'))?.id).toBe('run-2')
    await documents.put(named(1, A))
    expect(ids(await documents.list('demo', { limit: 9 }))).toEqual(['run-2', 'run-1'])
    expect(ids(await documents.list('demo', { crmReferences: [A], limit: 9 }))).toEqual(['run-1'])
  })

  test('changes of one document that meet are made one after the other', async () => {
    const documents = await open(document(1))
    const add = (text: string) => documents.change('demo', 'run-1', (before) => before && { ...before, from: [...before.from, text] })
    await Promise.all(Array.from({ length: 10 }, (_, n) => add(`run-${n + 2}`)))
    expect((await documents.get('demo', 'run-1'))?.from).toHaveLength(10)
    const made = await documents.change('demo', 'run-2', (before) => (before ? undefined : document(2)))
    expect(made).toEqual(document(2))
    expect(await documents.change('demo', 'run-2', () => undefined)).toEqual(document(2))
    expect(await documents.change('demo', 'run-3', () => undefined)).toBeUndefined()
  })

  test('a change that is refused changes nothing, and no other that comes at once', async () => {
    const documents = await open(document(1), document(2))
    const refuse = () => {
      throw new Problem('document.assigned', 'It belongs to somebody.')
    }
    const results = await Promise.allSettled([
      documents.change('demo', 'run-1', refuse),
      documents.change('demo', 'run-2', (before) => before && { ...before, status: 'placed' }),
      documents.change('demo', 'run-1', () => ({ ...document(1), name: 'CANARY' }) as BusinessDocument),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected'])
    expect(results[0]).toMatchObject({ reason: { code: 'document.assigned' } })
    expect([await documents.get('demo', 'run-1'), await documents.get('demo', 'run-2')]).toMatchObject([document(1), { status: 'placed' }])
  })

  test('lists are newest first, narrowed and paged', async () => {
    const at = { createdAt: document(2).createdAt }
    const documents = await open(
      document(1),
      named(2, A),
      named(3, A, { ...at, kind: 'invoice' }),
      named(4, 'crm:customer:B', at),
      document(9, { client: 'other' }),
    )
    expect(ids(await documents.list('demo', { limit: 2 }))).toEqual(['run-4', 'run-3'])
    expect(ids(await documents.list('demo', { before: 'run-3', limit: 9 }))).toEqual(['run-2', 'run-1'])
    expect(ids(await documents.list('demo', { before: 'run-9', limit: 9 }))).toEqual([])
    expect(ids(await documents.list('demo', { crmReferences: [A], kind: 'invoice', limit: 9 }))).toEqual(['run-3'])
    expect(ids(await documents.list('demo', { anonymous: 'true', limit: 9 }))).toEqual(['run-1'])
    expect(ids(await documents.list('demo', { anonymous: 'false', limit: 9 }))).toEqual(['run-4', 'run-3', 'run-2'])
    expect(ids(await documents.list('demo', { externalNumber: 'R-4', limit: 9 }))).toEqual(['run-4'])
  })

  test('the summary counts by month, channel and kind', async () => {
    const documents = await open(
      document(1),
      document(2, { anonymousReason: 'crm_offline' }),
      named(3, A),
      named(4, A),
      named(5, 'crm:customer:B'),
      named(6, A, { kind: 'invoice' }),
      named(7, A, { channelId: 'web' }),
      named(8, A, { issueDate: '2026-02-01' }),
      named(9, A, { client: 'other' }),
    )
    const cell = (channelId: string, kind: string, month = '2026-01') => ({ month, channelId, kind, documents: 1, anonymous: 0, offline: 0, customers: 1 })
    expect(await documents.summary('demo')).toEqual([
      cell('till-1', 'order', '2026-02'),
      cell('till-1', 'invoice'),
      { ...cell('till-1', 'order'), documents: 5, anonymous: 2, offline: 1, customers: 2 },
      cell('web', 'order'),
    ])
    expect(await documents.summary('nobody')).toEqual([])
  })

  test('nothing but the fields of a header is kept, and any text in them', async () => {
    const documents = await open(document(1, { externalNumber: 'R\0', channelId: '\0' }))
    expect(await documents.byNumber('demo', 'order', 'R\0')).toEqual(document(1, { externalNumber: 'R\0', channelId: '\0' }))
    expect(await documents.get('demo', '\0')).toBeUndefined()
    await expect(documents.put({ ...document(2), customerName: 'CANARY' } as BusinessDocument)).rejects.toThrow('customerName')
    expect(await documents.list('demo', { limit: 9 })).toHaveLength(1)
  })
}
