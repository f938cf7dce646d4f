import type { DeliveryRecord } from '../../../server/model/delivery.ts'
import type { RunRecord } from '../../../server/model/run.ts'

/** A run to change for a test. */
export const sampleRun = (change: Partial<RunRecord> = {}): RunRecord => ({
  id: 'r1',
  flow: 'orders',
  version: 3,
  client: 'demo',
  trigger: { kind: 'endpoint', name: 'orders.create' },
  state: 'failed',
  startedAt: '2026-03-01T02:00:00.000Z',
  durationMs: 12,
  stepCount: 3,
  inBytes: 1200,
  outBytes: 0,
  status: null,
  problem: null,
  ...change,
})

/** What is kept of an accepted document. */
export const sampleDelivery = (change: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  acceptedAt: '2026-03-01T02:00:00.000Z',
  attempt: 8,
  dueAt: null,
  expiresAt: null,
  lane: 'a1b2c3d4e5f6',
  effects: { confirmed: 3, unknown: 1, toSend: 1 },
  ...change,
})
