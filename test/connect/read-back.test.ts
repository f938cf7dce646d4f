import { expect, test, vi } from 'vitest'
import type { ReadBack } from '../../server/connect/contract.ts'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf } from './support.ts'

const common = { title: 'x', input: {}, output: {} }
const way = { operation: 'find', input: '=$exists(input.no) ? {"no": input.no}', found: '=found.items[no = $$.input.no][0]' }

/** A target in which records appear; `find` lists them. */
async function target(idempotency: Record<string, unknown>, settleMs = 5000) {
  const state = { items: [] as object[], status: 200, looked: 0, now: 100_000 }
  const { url } = await listen((_request, response) => {
    state.looked += 1
    answerJson(response, { items: state.items }, state.status)
  })
  const find = { ...common, effect: 'read', request: { method: 'GET', path: '/find' } }
  const make = { ...common, effect: 'write', request: { method: 'POST', path: '/make' }, idempotency, reference: '=output.id' }
  const connection = connectionTo(url)
  const { connect } = probe(connectorWith({ settleMs, operations: { find, make, read: find } }), connection, { now: () => state.now })
  const look = (more = {}): Promise<ReadBack> =>
    connect.readBack({ connection, operation: 'make', input: { no: 'A-1' }, signal: new AbortController().signal, sentAt: 0, ...more })
  return { state, look, connect, connection }
}

test('what was written is found, with its reference; what was not, is not', async () => {
  const { state, look } = await target({ by: 'search', ...way })
  expect(await look()).toEqual({ found: 'no' })
  state.items = [{ no: 'A-1', id: 7 }]
  expect(await look()).toMatchObject({ found: 'yes', result: { output: { no: 'A-1', id: 7 }, reference: '7' } })
  state.items = [{ no: 'A-2', id: 8 }]
  expect(await look()).toEqual({ found: 'no' })
})

test.each([{ by: 'none' }, { by: 'key', header: 'x-key' }, { by: 'version' }, { by: 'nature' }])(
  '%j without a way cannot be looked for',
  async (idempotency) => {
    const { look, state } = await target(idempotency)
    expect(await look()).toEqual({ found: 'impossible' })
    expect(state.looked).toBe(0)
  },
)

test('an input that gives nothing to look for is impossible', async () => {
  const { look } = await target({ by: 'none', readBack: way })
  expect(await look({ input: {} })).toEqual({ found: 'impossible' })
  expect(await look()).toEqual({ found: 'no' })
})

test('a record that does not exist is not found; a target that cannot be asked is a problem', async () => {
  const { look, state } = await target({ by: 'none', readBack: way })
  state.status = 404
  expect(await look()).toEqual({ found: 'no' })
  state.status = 503
  expect(await problemOf(look())).toMatchObject({ code: 'target.unavailable' })
})

test('"no" waits until the target can no longer be at work on the request', async () => {
  const { look, state } = await target({ by: 'search', ...way })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const answer = look({ sentAt: 99_000 })
    await vi.waitFor(() => expect(state.looked).toBe(1))
    state.items = [{ no: 'A-1', id: 7 }]
    // The answer to the first look may still be on its way here, and the wait begins after it.
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(4000)
      expect(state.looked).toBe(2)
    })
    vi.useRealTimers()
    expect(await answer).toMatchObject({ found: 'yes' })
  } finally {
    vi.useRealTimers()
  }
})

test('a wait beyond the deadline is a problem that passes; no wait where the target refuses a second effect', async () => {
  const searched = await target({ by: 'search', ...way })
  expect(await problemOf(searched.look({ sentAt: undefined, deadline: 104_000 }))).toMatchObject({ code: 'target.unavailable', retryAfter: 5 })
  const versioned = await target({ by: 'version', readBack: way })
  expect(await versioned.look({ sentAt: undefined })).toEqual({ found: 'no' })
})

test('how an operation may be repeated is told without asking the target', async () => {
  const { connect, connection } = await target({ by: 'search', ...way })
  expect(connect.repeat(connection, 'make')).toBe('search')
  expect(connect.repeat(connection, 'find')).toBeUndefined()
  expect(() => connect.repeat(connection, 'gone')).toThrow(expect.objectContaining({ code: 'operation.unknown' }))
  expect(() => connect.repeat({ ...connection, connector: 'gone' }, 'make')).toThrow(expect.objectContaining({ code: 'connection.invalid' }))
})

test.each([
  ['x@example.test', undefined],
  ['Ada Lovelace', undefined],
  ['', undefined],
  [null, undefined],
  [{ id: 1 }, undefined],
  [12, '12'],
  ['crm:customer:C-1', 'crm:customer:C-1'],
])('a reference of %j is %j', async (id, reference) => {
  const { url } = await listen((_request, response) => answerJson(response, { id }))
  const { call } = probe(connectorWith({}, { reference: '=output.id' }), connectionTo(url))
  expect((await call('write')).reference).toBe(reference)
})

test('a reference that fails does not make the write fail', async () => {
  const { url } = await listen((_request, response) => answerJson(response, { id: 'x' }))
  const { call } = probe(connectorWith({}, { reference: '=$number(output.id)' }), connectionTo(url))
  expect(await call('write')).toMatchObject({ output: { id: 'x' } })
})
