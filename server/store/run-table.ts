import type { Kysely, Migration } from 'kysely'
import { RunProblem, RunRecord, StepRecord } from '../model/run.ts'

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

export const RUN_MIGRATIONS: Readonly<Record<string, Migration>> = { '001-runs': createRuns }

const { shape: problem } = RunProblem
const RECORD_KEYS = [...Object.keys(RunRecord.shape), ...Object.keys(RunRecord.shape.trigger.shape), ...Object.keys(problem)]
const STEP_KEYS = [...Object.keys(StepRecord.shape), ...Object.keys(problem)]

/** The row of a run. Only fields of the schemas are kept: steps of a draft run carry their values in further fields. */
export function toRow(run: RunRecord, steps: readonly StepRecord[], stepsLeftOut: number): RunRow {
  return {
    id: run.id,
    flow: run.flow,
    client: run.client,
    state: run.state,
    problem: run.problem?.code ?? null,
    started_at: run.startedAt,
    record: JSON.stringify(run, RECORD_KEYS),
    steps: JSON.stringify(steps, STEP_KEYS),
    steps_left_out: stepsLeftOut,
  }
}
