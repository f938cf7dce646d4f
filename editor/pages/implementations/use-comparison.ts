import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDebouncedValue } from '@mantine/hooks'
import type { Implementation, ImplementationComparison } from '../../../server/model/implementation.ts'
import type { ApiProblem } from '../../api/api-problem.ts'
import { useApi } from '../../api/use-api.tsx'
import { type PlacedFinding, placeOf } from './configuration-place.ts'

/** Quiet time before a draft is looked at, in milliseconds. */
const QUIET_MS = 350

export interface Checked {
  comparison: ImplementationComparison | undefined
  findings: readonly PlacedFinding[]
  /** The draft was changed since. */
  behind: boolean
  problem: ApiProblem | null
}

/** What the draft would change, and what is wrong with it, as the server sees it; a little behind the typing. */
export function useComparison(draft: Implementation, revision: number): Checked {
  const api = useApi()
  const [settled] = useDebouncedValue(draft, QUIET_MS)
  const query = useQuery<ImplementationComparison, ApiProblem>({
    queryKey: ['implementations.compare', draft.id, revision, settled],
    queryFn: ({ signal }) => api.call('implementations.compare', { params: { id: draft.id }, body: settled, signal }),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  })
  const refused = query.error?.document.errors?.map(({ path, message }) => ({ path, message, severity: 'error' as const }))
  const told = refused ?? query.data?.findings ?? []
  return {
    comparison: query.data,
    findings: told.map((finding) => ({ ...finding, place: placeOf(finding.path, draft.configuration) })),
    behind: settled !== draft || query.isPlaceholderData || query.isFetching,
    problem: refused ? null : query.error,
  }
}
