import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo } from 'react'
import { checkConfiguration } from '../../../server/model/configuration-check.ts'
import type { Implementation, ImplementationComparison } from '../../../server/model/implementation.ts'
import type { ApiProblem } from '../../api/api-problem.ts'
import { useApi } from '../../api/use-api.tsx'
import { type PlacedFinding, placeOf } from './configuration-place.ts'

/** Quiet time before a draft is looked at, in milliseconds. */
const QUIET_MS = 500

export interface Checked {
  /** Of the draft as it is now; nothing while the server has not seen it. */
  fresh: ImplementationComparison | undefined
  findings: readonly PlacedFinding[]
  problem: ApiProblem | null
}

/** What the draft would change, and what is wrong with it: rules of the configuration at once, all else as the server sees it, a little behind the typing. */
export function useComparison(draft: Implementation, revision: number): Checked {
  const api = useApi()
  const [settled] = useDebouncedValue(draft, QUIET_MS)
  const query = useQuery<ImplementationComparison, ApiProblem>({
    queryKey: ['implementations.compare', draft.id, revision, settled],
    queryFn: ({ signal }) => api.call('implementations.compare', { params: { id: draft.id }, body: settled, signal }),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  })
  const { configuration } = draft
  const own = useMemo(() => checkConfiguration(configuration), [configuration])
  const behind = settled !== draft || query.isPlaceholderData || query.isFetching
  const refused = query.error?.document.errors
  const told = refused ? refused.map(({ path, message }) => ({ path, message, severity: 'error' as const })) : (query.data?.findings ?? [])
  const known = new Set(own.map(({ path, message }) => `${path} ${message}`))
  // Until the server has seen the draft, what it said of the one before may no longer hold.
  const further = told.filter(({ path, message, severity }) => (severity === 'warning' || !behind) && !known.has(`${path} ${message}`))
  const all = [...own.map(({ path, message }) => ({ path, message, severity: 'error' as const })), ...further]
  return {
    fresh: behind ? undefined : query.data,
    findings: all.map((finding) => ({ ...finding, place: placeOf(finding.path, configuration) })),
    problem: refused ? null : query.error,
  }
}
