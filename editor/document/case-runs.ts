import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CaseReport, CaseResult, Coverage, FlowCase } from '../../server/model/case.ts'
import type { Flow } from '../../server/model/flow.ts'
import type { ProblemDocument } from '../../server/model/problem.ts'
import { sameWork } from './same-work.ts'

/** The last result of a case, and what it was run on. */
export interface RanCase {
  readonly result: CaseResult
  readonly flow: Flow
  readonly given: FlowCase
}

/** What is known of the cases of an open flow. Values live here only, and go when the screen is left. */
export interface CaseRunsState {
  readonly ran: ReadonlyMap<string, RanCase>
  /** What all cases together exercise, and the flow they ran on. */
  readonly coverage: { readonly found: Coverage; readonly flow: Flow } | null
  /** Ids of the cases that run; empty: none. */
  readonly running: ReadonlySet<string>
  /** Why the last attempt could not be made. */
  readonly problem: ProblemDocument | null
  /** Runs all cases, or those named. A newer run takes the place of one under way. Resolves when this is done; never rejects. */
  run(flow: Flow, only?: readonly string[]): Promise<void>
}

export type CaseRuns = StoreApi<CaseRunsState>

type RunCases = (request: { flow: Flow; only?: string[] }, signal: AbortSignal) => Promise<CaseReport | { failed: ProblemDocument }>

/** The store of the results of cases; `ask` never rejects, except for its signal. */
export function createCaseRuns(ask: RunCases): CaseRuns {
  let active: AbortController | undefined
  return createStore<CaseRunsState>()((set, get) => ({
    ran: new Map(),
    coverage: null,
    running: new Set(),
    problem: null,
    run: async (flow, only) => {
      active?.abort()
      const own = (active = new AbortController())
      set({ running: new Set(only ?? flow.cases.map(({ id }) => id)), problem: null })
      const answer = await ask({ flow, ...(only && { only: [...only] }) }, own.signal).catch(() => undefined)
      if (active !== own) return
      active = undefined
      if (!answer) return set({ running: new Set() })
      if ('failed' in answer) return set({ running: new Set(), problem: answer.failed })
      const fresh = answer.results.flatMap((result): [string, RanCase][] => {
        const given = flow.cases.find(({ id }) => id === result.id)
        return given ? [[result.id, { result, flow, given }]] : []
      })
      set({
        running: new Set(),
        ran: new Map([...(only ? get().ran : []), ...fresh]),
        ...(!only && { coverage: { found: answer.coverage, flow } }),
      })
    },
  }))
}

export type CaseState = 'passed' | 'failed' | 'unknown'

/** How a case stands: its last result, and whether flow or case were changed since. */
export function caseState(ran: CaseRunsState['ran'], flow: Flow, given: FlowCase): { state: CaseState; stale: boolean; result: CaseResult | undefined } {
  const last = ran.get(given.id)
  if (!last) return { state: 'unknown', stale: false, result: undefined }
  const stale = !sameWork(last.flow, flow) || !sameTest(last.given, given)
  return { state: last.result.passed ? 'passed' : 'failed', stale, result: last.result }
}

/** How many cases passed, failed, and were not run since the last change. */
export function tallyOf(ran: CaseRunsState['ran'], flow: Flow): { passed: number; failed: number; open: number } {
  const states = flow.cases.map((given) => caseState(ran, flow, given))
  const count = (state: CaseState): number => states.filter((each) => each.state === state && !each.stale).length
  const [passed, failed] = [count('passed'), count('failed')]
  return { passed, failed, open: states.length - passed - failed }
}

/** Name and note of a case change nothing of its result. */
const sameTest = (a: FlowCase, b: FlowCase): boolean =>
  a === b || (a.body === b.body && a.calls === b.calls && a.expect === b.expect && a.ignore === b.ignore && a.trigger === b.trigger && a.at === b.at)
