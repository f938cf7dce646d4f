import type { JobState, JobView } from '../engine/contract.ts'
import type { EffectRecord, EffectCounts, RunStatus } from '../model/delivery.ts'
import { PROBLEMS, type ProblemCode } from '../model/problem-table.ts'
import type { RunRecord, RunState } from '../model/run.ts'
import type { RunProblem } from '../model/run-problem.ts'

/** What a job is called as a run. */
export const RUN_STATES: Readonly<Record<JobState, RunState>> = {
  queued: 'queued',
  active: 'running',
  waiting: 'waiting',
  blocked: 'blocked',
  paused: 'paused',
  expired: 'needs-payload',
  completed: 'succeeded',
  dead: 'failed',
  cancelled: 'cancelled',
}

const ENDED: ReadonlySet<RunState> = new Set(['succeeded', 'failed', 'cancelled'])
const STILL: ReadonlySet<RunState> = new Set([...ENDED, 'blocked', 'paused', 'needs-payload'])

/** Nothing more comes of it by itself or by its lane. */
export const hasEnded = ({ state }: Pick<RunRecord, 'state'>): boolean => ENDED.has(state)

/** It has ended, or somebody must do something before it goes on. */
export const standsStill = ({ state }: Pick<RunRecord, 'state'>): boolean => STILL.has(state)

/** The record after a change of the job. What only an attempt knows stays. */
export function afterChange(run: RunRecord, job: JobView, now: number): RunRecord {
  const state = RUN_STATES[job.state]
  const { effects } = run.delivery ?? { effects: { confirmed: 0, unknown: 0, toSend: 0 } }
  return {
    ...run,
    version: job.flowVersion,
    state,
    durationMs: ENDED.has(state) ? (run.durationMs ?? Math.max(0, now - job.acceptedAt)) : null,
    problem: state === 'needs-payload' ? problemOf('run.needs-payload') : sameOrBare(run.problem, job.problem),
    delivery: {
      acceptedAt: isoTime(job.acceptedAt),
      attempt: job.attempt,
      dueAt: job.dueAt === null ? null : isoTime(job.dueAt),
      expiresAt: job.expiresAt === null ? null : isoTime(job.expiresAt),
      lane: job.lane,
      effects,
    },
  }
}

/** The engine knows the code only; the details are those of the attempt. */
function sameOrBare(known: RunProblem | null, code: string | null): RunProblem | null {
  if (code === null) return null
  return known?.code === code ? known : problemOf(code)
}

const problemOf = (code: string): RunProblem => ({ code, detail: `${titleOf(code)}.` })

const titleOf = (code: string): string => (Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode].title : 'The document could not be delivered')

/** Milliseconds since 1970 as RFC 3339. */
export const isoTime = (ms: number): string => new Date(ms).toISOString()

const STATUS: Readonly<Record<RunState, RunStatus['state']>> = {
  queued: 'accepted',
  running: 'running',
  waiting: 'retrying',
  blocked: 'held',
  paused: 'held',
  'needs-payload': 'needs-payload',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
}

/** What the sender of a document may know of it. */
export function statusOf(run: RunRecord, effects: readonly EffectRecord[]): RunStatus {
  const { acceptedAt = run.startedAt, attempt = 1, dueAt = null } = run.delivery ?? {}
  const { problem } = run
  return {
    id: run.id,
    operation: run.trigger.name,
    // A document that is to wait for a time has not been tried before.
    state: run.state === 'waiting' && attempt === 0 ? 'accepted' : STATUS[run.state],
    acceptedAt,
    endedAt: hasEnded(run) && run.durationMs !== null ? isoTime(Date.parse(acceptedAt) + run.durationMs) : null,
    attempt,
    nextAttemptAt: run.state === 'waiting' ? dueAt : null,
    problem: problem && { code: problem.code, title: titleOf(problem.code), detail: problem.detail, ...(problem.at !== undefined && { at: problem.at }) },
    references: [...new Set(effects.flatMap(({ state, reference }) => (state === 'confirmed' && reference !== null ? [reference] : [])))],
  }
}

/** Effects in numbers; `writes`: the nodes of the flow that write. */
export function countEffects(effects: readonly EffectRecord[], writes: readonly { node: string }[]): EffectCounts {
  const count = (...states: EffectRecord['state'][]): number => effects.filter(({ state }) => states.includes(state)).length
  const reached = new Set(effects.map(({ node }) => node))
  return {
    confirmed: count('confirmed'),
    unknown: count('unknown', 'sent'),
    toSend: count('to-send') + writes.filter(({ node }) => !reached.has(node)).length,
  }
}
