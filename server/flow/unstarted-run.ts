import type { Problem } from '../model/problem.ts'
import type { RunRecord } from '../model/run.ts'
import type { FlowServices } from './contract.ts'
import { runProblem } from '../model/run-problem.ts'

/** The record of a run that could not begin. It is neither announced nor kept. */
export function unstartedRun(
  services: Pick<FlowServices, 'now'>,
  flow: Pick<RunRecord, 'id' | 'flow' | 'version' | 'client' | 'inBytes'>,
  problem: Problem,
): RunRecord {
  return {
    ...flow,
    trigger: { kind: '', name: '' },
    state: 'failed',
    startedAt: new Date(services.now()).toISOString(),
    durationMs: 0,
    stepCount: 0,
    outBytes: 0,
    status: problem.kind.status,
    problem: runProblem(problem),
  }
}
