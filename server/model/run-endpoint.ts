import { z } from 'zod'
import { EffectCounts, LaneView, Pause } from './delivery.ts'
import { type Endpoint, endpoint } from './endpoint-kind.ts'
import { RunCriteria, RunDetail, RunFilter, RunGroup, RunRecord } from './run.ts'
import { ValueDifference } from './case.ts'

/** Accepted documents that are meant: by their ids, or all that fit. */
export const RunChoice = z
  .strictObject({ runs: z.array(z.string()).max(500).optional(), criteria: RunCriteria.optional() })
  .refine(({ runs, criteria }) => (runs === undefined) !== (criteria === undefined), 'needs either ids of runs, or criteria')
export type RunChoice = z.infer<typeof RunChoice>

/** What a retry of several documents will do. */
export const RetryPlan = z.strictObject({
  /** Documents that will be tried again. */
  runs: z.int(),
  /** Documents that are meant, but cannot be tried again: completed, at work, or without a body. */
  leftOut: z.int(),
  /** Documents whose lanes wait for them. */
  blocking: z.int(),
  effects: EffectCounts,
})
export type RetryPlan = z.infer<typeof RetryPlan>

/** A retry of many documents, under way or over. Lives in memory of one server. */
export const BulkRetry = z.strictObject({
  id: z.string(),
  by: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  total: z.int(),
  done: z.int(),
  refused: z.int(),
  /** Documents a second. */
  rate: z.number(),
  cancelled: z.boolean(),
})
export type BulkRetry = z.infer<typeof BulkRetry>

/** What one document would do with a version of its flow: nothing is sent, calls that write are not made. */
export const DryRun = z.strictObject({
  run: z.string(),
  problem: z.strictObject({ code: z.string(), detail: z.string(), at: z.string().optional() }).nullable(),
  /** Against the version it was accepted for: inputs of writing calls, the answer and the problem. */
  differences: z.array(ValueDifference),
})
export type DryRun = z.infer<typeof DryRun>

/** One entry of the audit: who did what to what, and why; never a value. */
export const AuditEntry = z.strictObject({
  at: z.iso.datetime(),
  user: z.string(),
  action: z.string(),
  subject: z.string(),
  note: z.string().max(400),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** How a connection does. */
export const ConnectionHealth = z.strictObject({
  id: z.string(),
  breaker: z.enum(['closed', 'open', 'half-open']),
  /** When an open breaker lets a call through again. */
  retryAt: z.iso.datetime().nullable(),
  active: z.int(),
  waiting: z.int(),
  /** The target has asked for silence until then. */
  quietUntil: z.iso.datetime().nullable(),
})
export type ConnectionHealth = z.infer<typeof ConnectionHealth>

/** A pause with how many documents it holds back; left out where that is not counted. */
export const PauseView = Pause.extend({ waiting: z.int().min(0).optional() })
export type PauseView = z.infer<typeof PauseView>

const RunAction = z.enum(['retry', 'pause', 'resume', 'cancel', 'skip', 'purge', 'undo'])

/** Runs and the error desk. */
export const RUN_ENDPOINTS = {
  'runs.list': endpoint({ method: 'get', path: '/api/runs', title: 'List runs, newest first', role: 'viewer', query: RunFilter, response: z.array(RunRecord) }),
  'runs.groups': endpoint({
    method: 'get',
    path: '/api/runs/groups',
    title: 'Failed, blocked and waiting runs by root cause, largest first',
    role: 'viewer',
    query: RunCriteria,
    response: z.array(RunGroup),
  }),
  'runs.read': endpoint({
    method: 'get',
    path: '/api/runs/{id}',
    title: 'Read a run with its steps, writes and attempts',
    role: 'viewer',
    response: RunDetail,
  }),
  'runs.act': endpoint({
    method: 'post',
    path: '/api/runs/{id}/actions',
    title: 'Retry, pause, resume, cancel, skip or purge one accepted document, or undo its writes',
    role: 'operator',
    body: z.strictObject({ action: RunAction, note: z.string().max(400).default('') }),
    response: RunRecord,
  }),
  'runs.resolve': endpoint({
    method: 'post',
    path: '/api/runs/{id}/effects',
    title: 'Say what became of a write whose outcome is unknown',
    role: 'operator',
    body: z.strictObject({
      effect: z.string(),
      state: z.enum(['confirmed', 'to-send']),
      reference: z.string().max(200).nullable(),
      note: z.string().min(1).max(400),
    }),
    response: RunDetail,
  }),
  'runs.reveal': endpoint({
    method: 'post',
    path: '/api/runs/{id}/reveal',
    title: 'Open the sealed body of an accepted document; is audited',
    role: 'integrator',
    body: z.strictObject({ note: z.string().min(1).max(400) }),
    response: z.strictObject({ body: z.unknown() }),
  }),
  'runs.edit': endpoint({
    method: 'post',
    path: '/api/runs/{id}/edit',
    title: 'Try a document again with an edited body; is audited',
    role: 'integrator',
    body: z.strictObject({ body: z.json(), note: z.string().min(1).max(400) }),
    response: RunRecord,
  }),
  'runs.plan': endpoint({
    method: 'post',
    path: '/api/runs/retry-plan',
    title: 'What a retry of these documents will do, in numbers',
    role: 'viewer',
    body: RunChoice,
    response: RetryPlan,
  }),
  'runs.retry': endpoint({
    method: 'post',
    path: '/api/runs/retry',
    title: 'Retry many documents, at a rate',
    role: 'operator',
    body: z.strictObject({
      choice: RunChoice,
      perSecond: z.number().min(0.1).max(1000).default(20),
      version: z.enum(['accepted', 'newest']).default('newest'),
    }),
    response: BulkRetry,
  }),
  'runs.dryRun': endpoint({
    method: 'post',
    path: '/api/runs/dry-run',
    title: 'What documents would do with another version of their flow; nothing is written',
    role: 'integrator',
    body: z.strictObject({ runs: z.array(z.string()).min(1).max(20), version: z.int().min(0).describe('0 is the draft.') }),
    response: z.array(DryRun),
  }),
  'bulk.list': endpoint({
    method: 'get',
    path: '/api/bulk-retries',
    title: 'Bulk retries of this server, newest first',
    role: 'viewer',
    response: z.array(BulkRetry),
  }),
  'bulk.cancel': endpoint({ method: 'delete', path: '/api/bulk-retries/{id}', title: 'Stop a bulk retry', role: 'operator', response: BulkRetry }),
  'lanes.list': endpoint({
    method: 'get',
    path: '/api/lanes',
    title: 'Lanes that wait, longest first',
    role: 'viewer',
    query: z.strictObject({ flow: z.string().optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
    response: z.array(LaneView),
  }),
  'pauses.list': endpoint({ method: 'get', path: '/api/pauses', title: 'Paused flows and connections', role: 'viewer', response: z.array(PauseView) }),
  'pauses.create': endpoint({
    method: 'post',
    path: '/api/pauses',
    title: 'Pause a flow or a connection: what arrives is queued',
    role: 'operator',
    body: Pause.pick({ kind: true, id: true, note: true }),
    response: z.array(PauseView),
  }),
  'pauses.delete': endpoint({
    method: 'delete',
    path: '/api/pauses/{kind}/{id}',
    title: 'Let a paused flow or connection go on',
    role: 'operator',
    response: z.array(PauseView),
  }),
  'connections.health': endpoint({
    method: 'get',
    path: '/api/connection-health',
    title: 'Breakers and limits of the connections, as this server sees them',
    role: 'viewer',
    response: z.array(ConnectionHealth),
  }),
  'audit.list': endpoint({
    method: 'get',
    path: '/api/audit',
    title: 'Who did what, newest first',
    role: 'admin',
    query: z.strictObject({ subject: z.string().optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
    response: z.array(AuditEntry),
  }),
} as const satisfies Record<string, Endpoint>
