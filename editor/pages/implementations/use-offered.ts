import { useQuery } from '@tanstack/react-query'
import type { Implementation, ImplementationComparison } from '../../../server/model/implementation.ts'
import type { ApiProblem } from '../../api/api-problem.ts'
import { useApi } from '../../api/use-api.tsx'

/** What taking `offered` over the stored state (of `revision`) would change. */
export function useOffered(offered: Implementation | undefined, revision: number) {
  const api = useApi()
  return useQuery<ImplementationComparison, ApiProblem>({
    queryKey: ['implementations.compare', offered?.id, revision, offered],
    queryFn: ({ signal }) => api.call('implementations.compare', { params: { id: offered!.id }, body: offered!, signal }),
    enabled: offered !== undefined,
    gcTime: 0,
  })
}
