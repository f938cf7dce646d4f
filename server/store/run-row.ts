import type { AttemptRecord, DeliveryRecord, EffectRecord } from '../model/delivery.ts'
import type { RunRecord, StepRecord } from '../model/run.ts'
import { placeOfProblem, type RunProblem } from '../model/run-problem.ts'
import type { RunEntry } from './contract.ts'
import type { RunMarkRow, RunRow } from './run-table.ts'

/** What is written of one run. */
export interface RunWrite {
  row: RunRow
  marks: readonly RunMarkRow[]
}

/** The rows of an entry. `stamp` orders the writes of a run. Only fields of the schemas are kept: steps of a draft run carry their values in further fields. */
export function toWrite(entry: RunEntry, stamp: number): RunWrite {
  const { run, steps, stepsLeftOut, effects, attempts } = entry
  const startedAt = Date.parse(run.delivery?.acceptedAt ?? run.startedAt)
  const row: RunRow = {
    id: run.id,
    flow: run.flow,
    client: run.client,
    state: run.state,
    problem: run.problem?.code ?? null,
    // PostgreSQL has no text with this character; a place may come from a key of a payload.
    problem_at: run.problem ? (placeOfProblem(run.problem)?.replaceAll('\0', '') ?? null) : null,
    lane: run.delivery?.lane ?? null,
    started_at: startedAt,
    record: JSON.stringify(onlyRun(run)),
    steps: steps ? JSON.stringify(steps.map(onlyStep)) : null,
    steps_left_out: stepsLeftOut ?? null,
    effects: effects ? JSON.stringify(effects.map(onlyEffect)) : null,
    attempts: attempts ? JSON.stringify(attempts.map(onlyAttempt)) : null,
    stamp,
  }
  return { row, marks: marksOf(entry, startedAt) }
}

const NO_MARKS: readonly RunMarkRow[] = []

function marksOf({ run, effects = [], keys = [], connections = [] }: RunEntry, startedAt: number): readonly RunMarkRow[] {
  if (effects.length === 0 && keys.length === 0 && connections.length === 0) return NO_MARKS
  const reached = new Set([...connections, ...effects.filter(({ state, problem }) => state !== 'to-send' || problem).map(({ connection }) => connection)])
  const mark = (kind: RunMarkRow['kind'], text: string): RunMarkRow => ({ run: run.id, kind, mark: text, started_at: startedAt })
  return [...Array.from(new Set(keys), (key) => mark('key', key)), ...Array.from(reached, (connection) => mark('connection', connection))]
}

/** One write for two of the same run: what the later one leaves out is that of the earlier one. */
export function mergeWrites(earlier: RunWrite, { row, marks }: RunWrite): RunWrite {
  const before = earlier.row
  return {
    row: {
      ...row,
      stamp: Math.max(before.stamp, row.stamp),
      started_at: before.started_at,
      lane: row.lane ?? before.lane,
      steps: row.steps ?? before.steps,
      steps_left_out: row.steps_left_out ?? before.steps_left_out,
      effects: row.effects ?? before.effects,
      attempts: row.attempts ?? before.attempts,
    },
    marks: earlier.marks.length === 0 ? marks : [...earlier.marks, ...marks],
  }
}

// Every field is named here, since a list of keys for JSON.stringify makes it several times as slow. The types keep the lists complete.
type Every<T> = { [K in keyof Required<T>]: T[K] }

function onlyRun(run: RunRecord): Every<RunRecord> {
  const { id, flow, version, client, trigger, state, startedAt, durationMs, stepCount, inBytes, outBytes, status, problem, implementation, delivery } = run
  const { kind, name } = trigger
  const only = { id, flow, version, client, trigger: { kind, name }, state, startedAt, durationMs: durationMs, stepCount, inBytes, outBytes, status }
  return { ...only, problem: problem && onlyProblem(problem), implementation, delivery: delivery && onlyDelivery(delivery) }
}

function onlyDelivery({ acceptedAt, attempt, dueAt, expiresAt, lane, effects }: DeliveryRecord): Every<DeliveryRecord> {
  const { confirmed, unknown, toSend } = effects
  return { acceptedAt, attempt, dueAt, expiresAt, lane, effects: { confirmed, unknown, toSend } }
}

function onlyStep(step: StepRecord): Every<StepRecord> {
  const { seq, node, kind, startMs, durationMs, inBytes, outBytes, wires, ports, item, problem, shape } = step
  return { seq, node, kind, startMs, durationMs, inBytes, outBytes, wires, ports, item, problem: problem && onlyProblem(problem), shape }
}

function onlyEffect(effect: EffectRecord): Every<EffectRecord> {
  const { key, node, connection, operation, by, state, reference, confirmedBy, at, problem } = effect
  return { key, node, connection, operation, by, state, reference, confirmedBy, at, problem: problem && onlyProblem(problem) }
}

const onlyAttempt = ({ attempt, version, startedAt, durationMs, problem }: AttemptRecord): Every<AttemptRecord> => ({
  attempt,
  version,
  startedAt,
  durationMs,
  problem: problem && onlyProblem(problem),
})

const onlyProblem = ({ code, detail, at, field, vendorCode }: RunProblem): Every<RunProblem> => ({ code, detail, at, field, vendorCode })
