import { useCallback, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Flow } from '../server/model/flow.ts'
import { toApiProblem } from './api/api-problem.ts'
import type { Api } from './api/api.ts'
import { useApi } from './api/use-api.tsx'
import { type CaseRuns, type CaseRunsState, createCaseRuns, tallyOf } from './document/case-runs.ts'
import type { FlowEditor } from './document/flow-editor.ts'

/** Time between a change and the run of the cases while they are watched, in milliseconds. */
const QUIET_MS = 1_000

/** The cases of the open flow: results, and what is shown of them. */
export interface Cases extends Pick<CaseRunsState, 'ran' | 'coverage' | 'running' | 'problem'> {
  /** Id of the case that is shown; nothing: the first one, or what all cases exercise. */
  chosen: string | null
  choose: (id: string | null) => void
  /** Run them after every change? */
  watching: boolean
  watch: (on: boolean) => void
  /** Runs all cases of the draft as it is now, or those named. */
  run: (only?: readonly string[]) => void
}

/** Runs the cases of the draft on demand, and after changes while they are watched. */
export function useCases(editor: FlowEditor): Cases {
  const api = useApi()
  const runs = useMemo(() => caseRunsOf(api), [api])
  const [chosen, choose] = useState<string | null>(null)
  const [watching, watch] = useState(false)
  const { ran, coverage, running, problem } = useStore(runs)
  const run = useCallback((only?: readonly string[]) => void runs.getState().run(editor.getState().flow, only), [editor, runs])
  useWatch({ editor, runs, watching, run })
  return { ran, coverage, running, problem, chosen, choose, watching, watch, run }
}

function useWatch({ editor, runs, watching, run }: { editor: FlowEditor; runs: CaseRuns; watching: boolean; run: () => void }): void {
  const flow = useStore(editor, (state) => state.flow)
  useEffect(() => {
    if (!watching || !hasOpen(runs, flow)) return undefined
    const timer = setTimeout(run, QUIET_MS)
    return () => clearTimeout(timer)
  }, [flow, watching, run, runs])
}

const hasOpen = (runs: CaseRuns, flow: Flow): boolean => tallyOf(runs.getState().ran, flow).open > 0

const caseRunsOf = (api: Api): CaseRuns =>
  createCaseRuns((body, signal) =>
    api.call('flows.cases', { body, signal }).catch((error: unknown) => {
      if (signal.aborted) throw error
      return { failed: toApiProblem(error).document }
    }),
  )
