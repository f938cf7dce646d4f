import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useLiveState, useRunEvents } from '../api/live-runs.ts'
import { endpointKey, useApi, useEndpoint } from '../api/use-api.tsx'
import type { ApiProblem } from '../api/api-problem.ts'
import { addOlder, mergeRuns, showWaiting, type RunCriteria, type RunList } from './run-list.ts'

const PAGE = 200

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
  useRunEvents((events) =>
    setList((before) =>
      mergeRuns(
        before,
        events.map(({ run }) => run),
        { criteria, held },
      ),
    ),
  )
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
