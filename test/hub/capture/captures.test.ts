import { expect, test } from 'vitest'
import { CAPTURE_MS, Captures } from '../../../server/hub/capture/captures.ts'
import { flow, specs } from '../open.ts'

const FLOW = flow('shop', {
  nodes: [
    { id: 'start', kind: 'endpoint', name: 'Start', config: { operation: 'customers.create' }, position: { x: 0, y: 0 } },
    { id: 'hook', kind: 'webhook', name: 'Hook', config: { method: 'POST', path: 'x' }, position: { x: 0, y: 0 } },
  ],
})
const CUSTOMER = { name: 'Ada Lovelace', kind: 'business', isCompany: false, emails: [{ value: 'ada@lovelace.example', kind: 'work', primary: true }] }

/** Captures with a clock that is moved by hand; `timers` are those that have not been called off. */
function open({ operationSchema = () => undefined as never } = {}) {
  const clock = { now: Date.parse('2026-01-02T03:04:05Z'), made: 0 }
  const timers = new Set<() => void>()
  const failures: [string, unknown][] = []
  const captures = new Captures({
    specs,
    operationSchema,
    now: () => clock.now,
    random: (bytes) => Buffer.alloc(bytes, ++clock.made),
    after: (ms, call) => {
      expect(ms).toBe(CAPTURE_MS)
      timers.add(call)
      return () => void timers.delete(call)
    },
    failed: (...failure) => void failures.push(failure),
  })
  const arrive = (body: unknown, more: { trigger?: string; bytes?: number; flow?: typeof FLOW } = {}): void =>
    captures.arrived({ flow: FLOW, trigger: 'start', body, bytes: 100, ...more })
  return { captures, clock, timers, failures, arrive }
}

const NOTHING = { wanted: 0, until: null, captured: [], tooLarge: 0 }

test('nothing is held unless a capture waits for it', () => {
  const { captures, arrive } = open()
  arrive(CUSTOMER)
  expect(captures.read('shop')).toEqual(NOTHING)
  captures.start('other', 3)
  arrive(CUSTOMER)
  expect(captures.read('shop')).toEqual(NOTHING)
  expect(captures.read('other')).toMatchObject({ wanted: 3, captured: [] })
})

test('takes as many messages as were wanted, by the schema of their trigger', () => {
  const { captures, arrive } = open()
  expect(captures.start('shop', 2)).toEqual({ wanted: 2, until: '2026-01-02T03:19:05.000Z', captured: [], tooLarge: 0 })
  arrive(CUSTOMER)
  arrive({ kind: 'business' }, { trigger: 'hook' })
  arrive(CUSTOMER)
  const { wanted, captured } = captures.read('shop')
  expect(wanted).toBe(0)
  expect(captured).toEqual([
    {
      id: expect.any(String),
      trigger: 'start',
      at: '2026-01-02T03:04:05.000Z',
      replaced: 2,
      body: {
        name: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{7}$/),
        kind: 'business',
        isCompany: false,
        emails: [{ value: expect.stringMatching(/^[a-z]{3}@example\.test$/), kind: 'work', primary: true }],
      },
    },
    { id: expect.any(String), trigger: 'hook', at: '2026-01-02T03:04:05.000Z', replaced: 1, body: { kind: expect.stringMatching(/^[a-z]{8}$/) } },
  ])
  expect(JSON.stringify(captured)).not.toMatch(/ada|lovelace/i)
  expect(captured[0]!.id).not.toBe(captured[1]!.id)
})

test('one capture has one key, the next another', () => {
  const { captures, arrive } = open()
  const names = (): unknown[] => captures.read('shop').captured.map(({ body }) => (body as { name: string }).name)
  captures.start('shop', 2)
  arrive(CUSTOMER)
  arrive({ ...CUSTOMER, kind: 'consumer' })
  const [first, second] = names()
  expect(second).toBe(first)
  captures.start('shop', 1)
  expect(captures.read('shop').captured).toEqual([])
  arrive(CUSTOMER)
  expect(names()).not.toEqual([first])
})

test('is over after its time, even when the timer is late', () => {
  const { captures, clock, timers, arrive } = open()
  captures.start('shop', 2)
  arrive(CUSTOMER)
  clock.now += CAPTURE_MS - 1
  expect(captures.read('shop').captured).toHaveLength(1)
  clock.now += 1
  arrive(CUSTOMER)
  expect(captures.read('shop')).toEqual(NOTHING)
  expect(timers.size).toBe(0)
})

test('the timer forgets what nobody asks for; a new capture or its end calls the timer off', () => {
  const { captures, clock, timers, arrive } = open()
  captures.start('shop', 1)
  arrive(CUSTOMER)
  for (const call of timers) call()
  expect(captures.read('shop')).toEqual(NOTHING)
  captures.start('shop', 1)
  clock.now += 1
  captures.start('shop', 1)
  expect(timers.size).toBe(1)
  captures.forget('shop')
  captures.forget('shop')
  expect([timers.size, captures.read('shop')]).toEqual([0, NOTHING])
})

test('a large message is counted and left out', () => {
  const { captures, arrive } = open()
  captures.start('shop', 1)
  arrive(CUSTOMER, { bytes: 2_000_000 })
  expect(captures.read('shop')).toMatchObject({ wanted: 1, tooLarge: 1, captured: [] })
  arrive(undefined)
  expect(captures.read('shop')).toMatchObject({ wanted: 0, captured: [{ body: null, replaced: 0 }] })
  arrive(CUSTOMER, { bytes: 2_000_000 })
  expect(captures.read('shop').tooLarge).toBe(1)
})

test('a failure is told and goes no further; the message is left out', () => {
  const broken = new Error('no schema')
  const { captures, failures, arrive } = open({
    operationSchema: () => {
      throw broken
    },
  })
  const schema = { from: 'operation', connection: 'crm', operation: 'x', side: 'input' }
  const asking = flow('shop', { nodes: [{ ...FLOW.nodes[1]!, config: { method: 'POST', path: 'x', schema } }] })
  captures.start('shop', 1)
  arrive(CUSTOMER, { flow: asking, trigger: 'hook' })
  expect(failures).toEqual([['shop', broken]])
  expect(captures.read('shop')).toMatchObject({ wanted: 1, captured: [] })
})
