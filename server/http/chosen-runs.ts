import { Problem } from '../model/problem.ts'
import type { RunChoice } from '../model/run-endpoint.ts'
import type { HttpEnvironment } from './environment.ts'
import { runQuery } from './run-query.ts'

/** Documents that one choice may mean. */
const MOST = 50_000
const PAGE = 500
/** What criteria without a state mean: runs that did not come to a good end. */
const STATES = 'failed,blocked,waiting,needs-payload'

/** The ids of the documents that are meant, oldest first. Throws `request.invalid` for too many. */
export async function chosenRuns({ runs: ids, criteria }: RunChoice, environment: Pick<HttpEnvironment, 'runs' | 'keyHash'>): Promise<string[]> {
  if (!criteria) return ids ?? []
  const query = { state: STATES, ...runQuery(criteria, environment), limit: PAGE }
  const found: string[] = []
  let before: string | undefined
  for (;;) {
    const page = await environment.runs.list({ ...query, ...(before !== undefined && { before }) })
    found.push(...page.map(({ id }) => id))
    if (found.length > MOST) throw new Problem('request.invalid', `More than ${MOST} runs are meant. Narrow the time or the flow.`, { at: 'criteria' })
    before = page.at(-1)?.id
    if (page.length < PAGE) return found.toReversed()
  }
}
