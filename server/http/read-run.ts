import { Problem } from '../model/problem.ts'
import type { RunDetail } from '../model/run.ts'
import type { HttpEnvironment } from './environment.ts'

/** The record of a run. Throws `request.not-found`. */
export async function readRun({ runs }: Pick<HttpEnvironment, 'runs'>, id: string): Promise<RunDetail> {
  const run = await runs.get(id)
  if (!run) throw new Problem('request.not-found', 'There is no record of this run.', { at: 'id' })
  return run
}
