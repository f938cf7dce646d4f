import type { RunFilter, RunRecord } from '../../server/model/run.ts'

/** The table of runs, newest first. `waiting` are new ones the reader has not asked to see yet. */
export interface RunList {
  rows: readonly RunRecord[]
  waiting: readonly RunRecord[]
}

export type RunCriteria = Pick<RunFilter, 'flow' | 'client' | 'state' | 'problem'>

/** More rows than this are dropped at the old end; they come back with "load older". */
const MOST = 2000

/** Does a run pass the filter? */
export function matches(run: RunRecord, criteria: RunCriteria): boolean {
  if (criteria.flow !== undefined && run.flow !== criteria.flow) return false
  if (criteria.client !== undefined && run.client !== criteria.client) return false
  if (criteria.state !== undefined && run.state !== criteria.state) return false
  return criteria.problem === undefined || run.problem?.code === criteria.problem
}

/**
 * Takes a batch of news into the list. A run that is there already changes in its place, even where it no longer passes the
 * filter, so that nothing jumps; new ones go on top, or wait while the reader is `held` further down.
 */
export function mergeRuns(list: RunList, news: readonly RunRecord[], { criteria, held }: { criteria: RunCriteria; held: boolean }): RunList {
  const newest = new Map(news.map((run) => [run.id, run]))
  const known = new Set([...list.rows, ...list.waiting].map((run) => run.id))
  const update = (run: RunRecord): RunRecord => newest.get(run.id) ?? run
  const added = [...newest.values()].filter((run) => !known.has(run.id) && matches(run, criteria)).toSorted(newestFirst)
  const rows = list.rows.map(update)
  const waiting = [...added, ...list.waiting.map(update)]
  return held ? { rows, waiting } : showWaiting({ rows, waiting })
}

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
