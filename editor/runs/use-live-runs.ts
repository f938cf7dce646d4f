import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { RunCriteria, RunRecord } from '../../server/model/run.ts'
import { useLiveState, useRunEvents } from '../api/live-runs.ts'
import { endpointKey, useApi, useEndpoint } from '../api/use-api.tsx'
import type { ApiProblem } from '../api/api-problem.ts'
import { addOlder, hasUnknown, mergeRuns, showWaiting, type RunList } from './run-list.ts'

const PAGE = 200
/** At most this often a list is read again for news that only the server can place, in milliseconds. */
const CALM_MS = 2_000

/** What the table of runs needs: the list, kept live, and the ways to see more of it. */
export interface LiveRuns extends RunList {
  error: ApiProblem | null
  loading: boolean
  /** There are no older ones. */
  complete: boolean
  retry: () => void
  showNew: () => void
  loadOlder: () => Promise<void>
}

/** Reads the runs of a filter and follows them; `held` keeps new ones back. */
export function useLiveRuns(criteria: RunCriteria, held: boolean): LiveRuns {
  const first = useEndpoint('runs.list', { query: { ...criteria, limit: PAGE } }, { staleTime: 0, refetchOnWindowFocus: false })
  const [list, setList] = useState<RunList>({ rows: [], waiting: [] })
  const [complete, setComplete] = useState(false)
  const [basis, setBasis] = useState<typeof first.data>(undefined)
  const api = useApi()
  if (first.data && first.data !== basis) {
    setBasis(first.data)
    setList({ rows: first.data, waiting: [] })
    setComplete(first.data.length < PAGE)
  }
  const readSoon = useCalm(() => void first.refetch())
  useRunEvents((events) => {
    const news: RunRecord[] = events.map(({ run }) => run)
    if (!held && hasUnknown(list, news, criteria)) readSoon()
    setList((before) => mergeRuns(before, news, { criteria, held }))
  })
  useReadAgainAfterGap()
  const loadOlder = async (): Promise<void> => {
    const last = list.rows.at(-1)
    if (!last || complete) return
    const older = await api.call('runs.list', { query: { ...criteria, before: last.id, limit: PAGE } })
    setComplete(older.length < PAGE)
    setList((before) => addOlder(before, older))
  }
  const showNew = (): void => setList(showWaiting)
  return { ...list, error: first.error, loading: first.isPending, complete, retry: () => void first.refetch(), showNew, loadOlder }
}

/** Calls `act` soon after it was asked for, and not more often than every two seconds. */
export function useCalm(act: () => void): () => void {
  const newest = useRef(act)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    newest.current = act
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      newest.current()
    }, CALM_MS)
  }
}

/** What happened while the live channel was down is read when it is up again. */
function useReadAgainAfterGap(): void {
  const queries = useQueryClient()
  const live = useLiveState()
  const gap = useRef(false)
  useEffect(() => {
    if (live === 'connected' && gap.current) void queries.invalidateQueries({ queryKey: endpointKey('runs.list') })
    gap.current = live === 'disconnected'
  }, [live, queries])
}
