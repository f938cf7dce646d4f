import type { RunCriteria, RunRecord } from '../../server/model/run.ts'

/** The table of runs, newest first. `waiting` are new ones the reader has not asked to see yet. */
export interface RunList {
  rows: readonly RunRecord[]
  waiting: readonly RunRecord[]
}

/** More rows than this are dropped at the old end; they come back with "load older". */
const MOST = 2000

/** Does a run pass the filter, as far as its record tells (`isUndecided`)? */
export function matches(run: RunRecord, criteria: RunCriteria): boolean {
  if (criteria.flow !== undefined && run.flow !== criteria.flow) return false
  if (criteria.client !== undefined && run.client !== criteria.client) return false
  if (criteria.state !== undefined && !criteria.state.split(',').includes(run.state)) return false
  if (criteria.problem !== undefined && run.problem?.code !== criteria.problem) return false
  if (criteria.at !== undefined && run.problem?.at !== criteria.at) return false
  if (criteria.lane !== undefined && run.delivery?.lane !== criteria.lane) return false
  if (criteria.from !== undefined && run.startedAt < criteria.from) return false
  return criteria.to === undefined || run.startedAt < criteria.to
}

/** Only the server can tell which runs have this business key, or wrote to this connection. */
export const isUndecided = ({ key, connection }: RunCriteria): boolean => key !== undefined || connection !== undefined

/** Is there news of a run that is not in the list and may belong to it? */
export function hasUnknown({ rows, waiting }: RunList, news: readonly RunRecord[], criteria: RunCriteria): boolean {
  if (!isUndecided(criteria)) return false
  const known = new Set([...rows, ...waiting].map((run) => run.id))
  return news.some((run) => !known.has(run.id) && matches(run, criteria))
}

/**
 * Takes a batch of news into the list. A run that is there already changes in its place, even where it no longer passes the
 * filter, so that nothing jumps; new ones go on top, or wait while the reader is `held` further down.
 */
export function mergeRuns(list: RunList, news: readonly RunRecord[], { criteria, held }: { criteria: RunCriteria; held: boolean }): RunList {
  const newest = new Map<string, RunRecord>()
  for (const run of news) newest.set(run.id, later(run, newest.get(run.id)))
  const known = new Set([...list.rows, ...list.waiting].map((run) => run.id))
  const update = (run: RunRecord): RunRecord => later(newest.get(run.id) ?? run, run)
  const added = isUndecided(criteria) ? [] : [...newest.values()].filter((run) => !known.has(run.id) && matches(run, criteria)).toSorted(newestFirst)
  const rows = list.rows.map(update)
  const waiting = [...added, ...list.waiting.map(update)]
  return held ? { rows, waiting } : showWaiting({ rows, waiting })
}

/** Of several servers, one may tell that it has accepted a document after another one has told what became of it. */
const later = (news: RunRecord, known: RunRecord | undefined): RunRecord => (known && attemptOf(news) < attemptOf(known) ? known : news)

const attemptOf = ({ delivery }: RunRecord): number => delivery?.attempt ?? 0

/** Puts what waits on top. */
export function showWaiting({ rows, waiting }: RunList): RunList {
  return { rows: waiting.length === 0 ? rows : [...waiting, ...rows].slice(0, MOST), waiting: [] }
}

/** Adds a page of older runs at the end. */
export function addOlder(list: RunList, older: readonly RunRecord[]): RunList {
  const known = new Set(list.rows.map((run) => run.id))
  return { ...list, rows: [...list.rows, ...older.filter((run) => !known.has(run.id))] }
}

const newestFirst = (a: RunRecord, b: RunRecord): number => b.startedAt.localeCompare(a.startedAt)
