import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Implementation } from '../../../server/model/implementation.ts'
import type { SelectorDescription } from '../../../server/model/selector.ts'
import type { ApiProblem } from '../../api/api-problem.ts'
import { useApi } from '../../api/use-api.tsx'
import { useState } from 'react'

/** Quiet time before the preview is drawn anew, in milliseconds. */
const QUIET_MS = 200

/** The selector that a draft makes, in a language. While a draft makes none, the last one that did stays (`stale`). */
export function usePreview(draft: Implementation, language: string) {
  const api = useApi()
  const [settled] = useDebouncedValue(draft, QUIET_MS)
  const query = useQuery<SelectorDescription, ApiProblem>({
    queryKey: ['implementations.preview', draft.id, language, settled],
    queryFn: ({ signal }) => api.call('implementations.preview', { params: { id: draft.id }, body: { value: settled, language }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  })
  const [last, setLast] = useState<SelectorDescription>()
  if (query.data && query.data !== last) setLast(query.data)
  return { data: query.data ?? last, error: query.error, stale: query.error !== null }
}
