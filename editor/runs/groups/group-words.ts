import { PROBLEMS, type ProblemCode } from '../../../server/model/problem-table.ts'
import type { RunGroup } from '../../../server/model/run.ts'
import { NO_FILTER, type RunFilterState } from '../list/run-filter.ts'

/** `412 × target.validation at customer.vatId`. */
export const groupText = ({ count, problem, at }: RunGroup): string => `${count.toLocaleString()} × ${problem}${at === null ? '' : ` at ${at}`}`

/** What the problem of a group means. */
export const problemTitle = (code: string): string => (Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode].title : code)

/** The runs of a group. */
export const groupFilter = ({ flow, problem, at }: RunGroup, within: RunFilterState = NO_FILTER): RunFilterState => ({
  ...within,
  flow,
  problem,
  at: at ?? undefined,
  states: within.states.length > 0 ? within.states : ['failed', 'blocked', 'waiting', 'needs-payload'],
})

/** One row's place in a list. */
export const groupKey = ({ flow, problem, at }: RunGroup): string => JSON.stringify([flow, problem, at])
