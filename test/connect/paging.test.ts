import { expect, test } from 'vitest'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf } from './support.ts'

const people = ['Ada', 'Bo', 'Cy', 'Di', 'Ed'].map((name) => ({ name }))

async function paged(operation: Record<string, unknown>) {
  const seen: string[] = []
  const { url } = await listen((request, response) => {
    seen.push(request.url!)
    const query = new URL(request.url!, 'http://x').searchParams
    const start = Number(query.get('start') ?? query.get('after') ?? 0)
    const count = Number(query.get('count') ?? 2)
    answerJson(response, {
      data: people.slice(start, start + count),
      total: people.length,
      ...(start + count < people.length && { after: String(start + count) }),
    })
  })
  return { ...probe(connectorWith({}, operation), connectionTo(url)), seen }
}

const byOffset = {
  request: { method: 'GET', path: '/p', query: { start: '=page.offset', count: '=page.limit' } },
  paging: { style: 'offset', items: 'body.data', limit: 2 },
}
const byCursor = {
  request: { method: 'GET', path: '/p', query: { after: '=page.cursor', count: '=page.limit' } },
  paging: { style: 'cursor', items: 'body.data.name', next: 'body.after' },
}

test('offset: next grows until a page is short', async () => {
  const { call, seen } = await paged(byOffset)
  expect((await call()).output).toEqual({ items: people.slice(0, 2), next: '2' })
  expect((await call('read', { page: '2' })).output).toEqual({ items: people.slice(2, 4), next: '4' })
  expect((await call('read', { page: '4' })).output).toEqual({ items: people.slice(4) })
  expect(seen).toEqual(['/p?start=0&count=2', '/p?start=2&count=2', '/p?start=4&count=2'])
})

test('offset: the caller may ask for less, never for more', async () => {
  const { call } = await paged(byOffset)
  expect((await call('read', { limit: 1 })).output).toEqual({ items: people.slice(0, 1), next: '1' })
  expect((await call('read', { limit: 50 })).output).toEqual({ items: people.slice(0, 2), next: '2' })
})

test('cursor: next is what the target names; one item is a list', async () => {
  const { call, seen } = await paged(byCursor)
  expect((await call('read', { limit: 4 })).output).toEqual({ items: ['Ada', 'Bo', 'Cy', 'Di'], next: '4' })
  expect((await call('read', { page: '4', limit: 4 })).output).toEqual({ items: ['Ed'] })
  expect((await call('read', { page: '9' })).output).toEqual({ items: [] })
  expect(seen).toEqual(['/p?count=4', '/p?after=4&count=4', '/p?after=9'])
})

test('a result template sees the page', async () => {
  const { call } = await paged({ ...byCursor, result: { list: '=page.items', more: '=page.next', total: '=body.total' } })
  expect((await call('read', { limit: 3 })).output).toEqual({ list: ['Ada', 'Bo', 'Cy'], more: '3', total: 5 })
})

test.each([
  [byOffset, 'x'],
  [byOffset, '-1'],
  [byOffset, 3],
  [byCursor, {}],
])('a page that is none is refused', async (operation, page) => {
  const { call, seen } = await paged(operation)
  expect((await problemOf(call('read', { page }))).code).toBe('message.invalid')
  expect(seen).toEqual([])
})
