import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Flow } from '../server/model/flow.ts'
import type { FlowChange, SampleEffect } from '../server/model/flow-comparison.ts'
import { flowChanges } from '../server/model/flow-changes.ts'
import { toApiProblem } from './api/api-problem.ts'
import { useApi } from './api/use-api.tsx'
import type { ProblemText } from './ui/problem-view.tsx'

/** Time between a change and its comparison, in milliseconds. */
const QUIET_MS = 300

/** How two states of a flow differ. */
export interface Comparison {
  before: Flow
  after: Flow
  /** By meaning. */
  changes: readonly FlowChange[]
  /** By effect; nothing: not known yet. */
  effects: readonly SampleEffect[] | null
  /** The effect is asked for. */
  waiting: boolean
  /** Why the effect is not known. */
  problem: ProblemText | null
  /** Asks for the effect once more. */
  retry: () => void
}

interface Answer extends Pick<Comparison, 'effects' | 'problem'> {
  before: Flow
  after: Flow
}

/** Compares two states of a flow; nothing while one of them is not there yet. The effect is asked of the server, for those who may run drafts. */
export function useComparison(before: Flow | undefined, after: Flow | undefined, canRun: boolean): Comparison | undefined {
  const api = useApi()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const changes = useMemo(() => (before && after ? flowChanges(before, after) : []), [before, after])
  const differ = changes.length > 0
  const ask = useCallback(
    (signal?: AbortSignal): void => {
      if (!before || !after) return
      api.call('flows.compare', { body: { before, after }, signal }).then(
        ({ effects }) => setAnswer({ before, after, effects, problem: null }),
        (error: unknown) => signal?.aborted || setAnswer({ before, after, effects: null, problem: toApiProblem(error).document }),
      )
    },
    [api, before, after],
  )
  useEffect(() => {
    if (!differ || !canRun) return undefined
    const stop = new AbortController()
    const timer = setTimeout(() => ask(stop.signal), QUIET_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [ask, differ, canRun])
  if (!before || !after) return undefined
  const fits = answer?.before === before && answer.after === after
  return {
    before,
    after,
    changes,
    waiting: differ && canRun && !fits,
    effects: fits ? answer.effects : null,
    problem: fits ? answer.problem : null,
    retry: () => (setAnswer(null), ask()),
  }
}
