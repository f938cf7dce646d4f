import { useSessionStorage } from '@mantine/hooks'
import { useEndpoint } from '../../api/use-api.tsx'
import type { BulkRetry } from '../../../server/model/run-endpoint.ts'

const KEY = 'patchbay.bulk-retries'
const OFTEN_MS = 1_000
const SELDOM_MS = 30_000

/** Bulk retries to show: those under way, and ended ones that were started in this tab until they are dismissed. */
export function useWatchedRetries(): { shown: BulkRetry[]; watch: (id: string) => void; dismiss: (id: string) => void } {
  const [watched, setWatched] = useSessionStorage<string[]>({ key: KEY, defaultValue: [], getInitialValueInEffect: false })
  const all = useEndpoint('bulk.list', undefined, {
    refetchInterval: ({ state }) => (state.data?.some(({ endedAt }) => endedAt === null) ? OFTEN_MS : SELDOM_MS),
  })
  return {
    shown: shownRetries(all.data ?? [], watched),
    // As values: a function would wait for a next render, and the dialog that begins a retry is gone by then.
    watch: (id) => setWatched([...watched.filter((each) => each !== id), id].slice(-20)),
    dismiss: (id) => setWatched(watched.filter((each) => each !== id)),
  }
}

/** Those under way, and ended ones that are watched. */
export const shownRetries = (all: readonly BulkRetry[], watched: readonly string[]): BulkRetry[] =>
  all.filter(({ id, endedAt }) => endedAt === null || watched.includes(id))
