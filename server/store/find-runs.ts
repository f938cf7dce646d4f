import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { RunCriteria, RunGroup, RunRecord, RunState } from '../model/run.ts'
import type { RunQuery } from './contract.ts'
import { isUnusual, type RunTables, USUAL_STATE } from './run-table.ts'

type Criteria = Omit<RunQuery<RunCriteria>, 'state'>
/** Runs that are looked through, and where their time stands: in an index by mark where one is asked for. */
interface Search {
  query: SelectQueryBuilder<RunTables, 'run' | 'run_mark', object>
  time: 'run.started_at' | 'run_mark.started_at'
}

/** Newest first. States are looked for one by one: each has an index in the order of time. */
export async function listRuns(database: Kysely<RunTables>, { state, before, limit, ...criteria }: RunQuery): Promise<RunRecord[]> {
  const cursor = before === undefined ? undefined : await timeOf(database, before)
  if (before !== undefined && cursor === undefined) return []
  const page = { limit, ...(before !== undefined && cursor !== undefined && { before: { id: before, time: cursor } }) }
  if (state === undefined) return parsed(await pageOf(search(database, criteria), page))
  const states = [...new Set(state.split(','))]
  const pages = await Promise.all(states.map((each) => pageOf(inState(search(database, criteria, each !== USUAL_STATE), each), page)))
  return parsed(pages.flat().toSorted(newestFirst).slice(0, limit))
}

interface FoundRun {
  id: string
  started_at: number
  record: string
}

const parsed = (rows: readonly FoundRun[]): RunRecord[] => rows.map(({ record }) => JSON.parse(record) as RunRecord)
const newestFirst = (a: FoundRun, b: FoundRun): number => b.started_at - a.started_at || (a.id < b.id ? 1 : -1)

async function timeOf(database: Kysely<RunTables>, id: string): Promise<number | undefined> {
  return (await database.selectFrom('run').select('started_at').where('id', '=', id).executeTakeFirst())?.started_at
}

async function pageOf({ query, time }: Search, { before, limit }: { before?: { id: string; time: number }; limit: number }): Promise<FoundRun[]> {
  const older = before ? query.where(time, '<=', before.time).where(({ or, eb }) => or([eb(time, '<', before.time), eb('run.id', '<', before.id)])) : query
  return older.select(['run.id', 'run.started_at', 'run.record']).orderBy(time, 'desc').orderBy('run.id', 'desc').limit(limit).execute()
}

/** Partial indexes are only considered for what they say of themselves. */
function inState({ query, time }: Search, state: string): Search {
  const within = query.where('run.state', '=', state)
  return { query: state === USUAL_STATE ? within : within.where(isUnusual), time }
}

/** Where few runs are looked through, marks are looked up for each; otherwise the runs of a mark are looked through. */
function search(database: Kysely<RunTables>, { keyHash, connection, ...criteria }: Criteria, few = false): Search {
  // The table of marks is named in the type only, so that both searches have one.
  const all: Search = { query: database.selectFrom('run') as unknown as Search['query'], time: 'run.started_at' }
  const byConnection = keyHash === undefined && !few
  const first =
    keyHash !== undefined ? marked(database, 'key', keyHash) : byConnection && connection !== undefined ? marked(database, 'connection', connection) : all
  const { query, time } = narrow(first, criteria)
  if (connection === undefined || byConnection) return { query, time }
  const bears = sql<boolean>`exists (select 1 from run_mark as reached where reached.run = run.id and reached.kind = 'connection' and reached.mark = ${connection})`
  return { query: query.where(bears), time }
}

function marked(database: Kysely<RunTables>, kind: 'key' | 'connection', mark: string): Search {
  const query = database.selectFrom('run_mark').innerJoin('run', 'run.id', 'run_mark.run').where('run_mark.kind', '=', kind).where('run_mark.mark', '=', mark)
  return { query, time: 'run_mark.started_at' }
}

function narrow({ query, time }: Search, { flow, client, problem, at, lane, from, to }: Omit<Criteria, 'keyHash' | 'connection'>): Search {
  let narrowed = query
  for (const [column, value] of Object.entries({ flow, client, problem, problem_at: at, lane }))
    if (value !== undefined) narrowed = narrowed.where(`run.${column}` as 'run.flow', '=', value)
  if (from !== undefined) narrowed = narrowed.where(time, '>=', Date.parse(from))
  if (to !== undefined) narrowed = narrowed.where(time, '<', Date.parse(to))
  return { query: narrowed, time }
}

const GROUPED_STATES = ['failed', 'blocked', 'waiting', 'needs-payload']
/** They can be tried now; their bodies may still be there. */
const RETRYABLE = ['failed', 'blocked', 'waiting']
const MOST_GROUPS = 500

/** Largest first, at most 500. */
export async function groupRuns(database: Kysely<RunTables>, { state, ...criteria }: RunQuery<RunCriteria>): Promise<RunGroup[]> {
  const wanted = state === undefined ? GROUPED_STATES : GROUPED_STATES.filter((each) => state.split(',').includes(each))
  if (wanted.length === 0) return []
  const rows = await search(database, criteria, true)
    .query.where('run.problem', 'is not', null)
    .where('run.state', 'in', wanted)
    .select(({ fn, eb }) => [
      'run.flow',
      'run.problem',
      'run.problem_at',
      fn.countAll<number>().as('count'),
      fn
        .sum<number>(
          eb
            .case()
            .when(eb.and([eb('run.lane', 'is not', null), eb('run.state', 'in', RETRYABLE)]))
            .then(eb.lit(1))
            .else(eb.lit(0))
            .end(),
        )
        .as('retryable'),
      fn.min('run.started_at').as('first'),
      fn.max('run.started_at').as('last'),
    ])
    .groupBy(['run.flow', 'run.problem', 'run.problem_at'])
    .orderBy('count', 'desc')
    .limit(MOST_GROUPS)
    .execute()
  const time = (ms: number): string => new Date(Number(ms)).toISOString()
  return rows.map(({ flow, problem, problem_at, count, retryable, first, last }) => ({
    flow,
    problem: problem!,
    at: problem_at,
    count: Number(count),
    retryable: Number(retryable),
    first: time(first),
    last: time(last),
  }))
}

/** Number of runs by state. All runs are counted in the smallest index there is, the unusual ones in theirs. */
export async function countRuns(database: Kysely<RunTables>): Promise<Record<string, number>> {
  const unusual = await database
    .selectFrom('run')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where(isUnusual)
    .groupBy('state')
    .execute()
  const counts = Object.fromEntries(unusual.map(({ state, count }) => [state, Number(count)]))
  const usual = (await countAll(database)) - Object.values(counts).reduce((sum, count) => sum + count, 0)
  return usual > 0 ? { ...counts, [USUAL_STATE]: usual } : counts
}

/** Number of runs in these unusual states, by client or by flow. */
export async function countRunsBy(database: Kysely<RunTables>, by: 'client' | 'flow', states: readonly RunState[]): Promise<ReadonlyMap<string, number>> {
  const rows = await database
    .selectFrom('run')
    .select(({ fn }) => [by, fn.countAll<number>().as('count')])
    .where(isUnusual)
    .where('state', 'in', states)
    .groupBy(by)
    .execute()
  return new Map(rows.map((row) => [row[by], Number(row.count)]))
}

export async function countAll(database: Kysely<RunTables>): Promise<number> {
  const { count } = await database
    .selectFrom('run')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
