import type { Kysely, Migration } from 'kysely'
import { createFills, type FillRow } from './fill-table.ts'
import type { RunRecord, StepRecord } from '../model/run.ts'
import type { RunProblem } from '../model/run-problem.ts'

/** One run. `record` and `steps` are JSON; the other columns are what runs are found by. */
export interface RunRow {
  id: string
  flow: string
  client: string
  state: string
  problem: string | null
  started_at: string
  record: string
  steps: string
  steps_left_out: number
}

export interface RunTables {
  run: RunRow
  fill: FillRow
}

const INDEXED = ['flow', 'client', 'state', 'problem'] as const

const createRuns: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('run')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('flow', 'text', (column) => column.notNull())
      .addColumn('client', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .addColumn('steps', 'text', (column) => column.notNull())
      .addColumn('steps_left_out', 'integer', (column) => column.notNull())
      .execute()
    for (const column of INDEXED) await database.schema.createIndex(`run_by_${column}`).on('run').columns([column, 'id']).execute()
  },
}

export const RUN_MIGRATIONS: Readonly<Record<string, Migration>> = { '001-runs': createRuns, '002-fills': createFills }

/** The row of a run. Only fields of the schemas are kept: steps of a draft run carry their values in further fields. */
export function toRow(run: RunRecord, steps: readonly StepRecord[], stepsLeftOut: number): RunRow {
  return {
    id: run.id,
    flow: run.flow,
    client: run.client,
    state: run.state,
    problem: run.problem?.code ?? null,
    started_at: run.startedAt,
    record: JSON.stringify(onlyRun(run)),
    steps: JSON.stringify(steps.map(onlyStep)),
    steps_left_out: stepsLeftOut,
  }
}

// Every field is named here, since a list of keys for JSON.stringify makes it several times as slow. The types keep the lists complete.
type Every<T> = { [K in keyof Required<T>]: T[K] }

function onlyRun(run: RunRecord): Every<RunRecord> {
  const { id, flow, version, client, trigger, state, startedAt, durationMs, stepCount, inBytes, outBytes, status, problem } = run
  const { kind, name } = trigger
  const only = { id, flow, version, client, trigger: { kind, name }, state, startedAt, durationMs: durationMs, stepCount, inBytes, outBytes, status }
  return { ...only, problem: problem && onlyProblem(problem) }
}

function onlyStep(step: StepRecord): Every<StepRecord> {
  const { seq, node, kind, startMs, durationMs, inBytes, outBytes, wires, ports, item, problem, shape } = step
  return { seq, node, kind, startMs, durationMs, inBytes, outBytes, wires, ports, item, problem: problem && onlyProblem(problem), shape }
}

const onlyProblem = ({ code, detail, at, vendorCode }: RunProblem): Every<RunProblem> => ({ code, detail, at, vendorCode })
