import { useQueryClient } from '@tanstack/react-query'
import { useSelectorEvents } from './live-runs.ts'
import { refreshArea } from './use-api.tsx'

/** Reads implementations and clients again when others change them; what is being edited stays. Draws nothing. */
export function FreshSelectors(): null {
  const queries = useQueryClient()
  useSelectorEvents(() => {
    void refreshArea(queries, 'implementations.list')
    void refreshArea(queries, 'clients.list')
  })
  return null
}
