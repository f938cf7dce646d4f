import { useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { RunCriteria } from '../../../server/model/run.ts'
import { presentCriteria, readRunFilter, writeRunFilter, type RunFilterState } from './run-filter.ts'

/** The filter in the address, so that a link shows the same runs. A business key leads to the list of runs. */
export function useRunFilter(): { filter: RunFilterState; criteria: RunCriteria; setFilter: (next: RunFilterState) => void } {
  const search = useSearch()
  const [location, navigate] = useLocation()
  const filter = useMemo(() => readRunFilter(new URLSearchParams(search)), [search])
  const criteria = useMemo(() => presentCriteria(filter), [filter])
  const setFilter = (next: RunFilterState): void => {
    const text = writeRunFilter(next)
    const place = next.key ? '/runs' : location
    navigate(text === '' ? place : `${place}?${text}`)
  }
  return { filter, criteria, setFilter }
}
