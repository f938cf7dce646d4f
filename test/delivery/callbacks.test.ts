import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Callbacks } from '../../server/delivery/callbacks.ts'
import type { RunRecord } from '../../server/model/run.ts'
import { createBodies } from '../../server/store/bodies.ts'
import { createSeal } from '../../server/store/seal.ts'

const [first, second] = ['2026-01-01T00:00:00.000Z', '2026-01-04T00:00:00.000Z'] as const

/** Ids of the messages that are accepted about these states of one document. */
async function idsOf(states: { state: RunRecord['state']; attempt?: number; expiresAt?: string }[]): Promise<Set<string>> {
  const ids = new Set<string>()
  const seal = createSeal(randomBytes(32), randomBytes)
  const submit = async ({ id }: { id: string }) => (ids.add(id), 'accepted' as const)
  const callback = () => ({ url: 'https://shop.example', local: false, events: ['succeeded', 'failed', 'needs-payload', 'cancelled'] })
  const parts = { store: { seal, bodies: createBodies(seal, randomBytes) }, engine: { submit }, callback, now: () => 0 }
  const callbacks = new Callbacks(parts as unknown as ConstructorParameters<typeof Callbacks>[0])
  for (const { state, attempt = 1, expiresAt = null } of states) {
    const run = {
      id: 'run',
      client: 'shop',
      state,
      trigger: { name: 'orders.create' },
      problem: null,
      durationMs: 1,
      delivery: { attempt, expiresAt, dueAt: null, acceptedAt: first },
    }
    await callbacks.tell(run as unknown as RunRecord, [])
  }
  return ids
}

test('success is one message whatever the attempt, failures are one for each, and a document that expires again is told of again', async () => {
  expect([...(await idsOf([{ state: 'succeeded' }, { state: 'succeeded', attempt: 2 }]))]).toEqual(['run.succeeded'])
  expect([...(await idsOf([{ state: 'failed' }, { state: 'failed' }, { state: 'failed', attempt: 2 }]))]).toEqual(['run.1.failed', 'run.2.failed'])
  const expired = { state: 'needs-payload' as const, attempt: 0 }
  expect((await idsOf([first, first, second].map((expiresAt) => ({ ...expired, expiresAt })))).size).toBe(2)
  expect((await idsOf([{ state: 'queued' }, { state: 'blocked' }])).size).toBe(0)
})
