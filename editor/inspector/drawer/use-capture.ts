import type { CaptureState } from '../../../server/model/capture.ts'
import type { ProblemDocument } from '../../../server/model/problem.ts'
import { useChange, useEndpoint } from '../../api/use-api.tsx'

/** The capture of live traffic of a flow, and what can be done about it. */
export interface Capture {
  /** Undefined until it is known. */
  state: CaptureState | undefined
  /** Why it is not known. */
  problem: ProblemDocument | undefined
  retry: () => void
  busy: boolean
  start: (count: number) => void
  /** Ends it and forgets what came. */
  discard: () => void
}

/** Milliseconds between two looks while messages are awaited. */
const EVERY_MS = 2000

/** Follows a capture while the page is visible. */
export function useCapture(flow: string, enabled: boolean): Capture {
  const request = { params: { id: flow } }
  const { data, error, refetch } = useEndpoint('capture.read', request, { enabled, refetchInterval: ({ state }) => nextLook(state.data) })
  const start = useChange('capture.start')
  const stop = useChange('capture.stop')
  return {
    state: data,
    problem: error?.document,
    retry: () => void refetch(),
    busy: start.isPending || stop.isPending,
    start: (count) => start.mutate({ ...request, body: { count } }),
    discard: () => stop.mutate(request),
  }
}

/** Soon while messages are awaited, and once more when everything is forgotten. */
function nextLook(state: CaptureState | undefined): number | false {
  if (!state || state.until === null) return false
  return state.wanted > 0 ? EVERY_MS : Math.max(EVERY_MS, Date.parse(state.until) - Date.now() + 500)
}
