import { describeAcceptance } from './describe-acceptance.ts'
import { describeDesk } from './describe-desk.ts'
import { describeExpiry } from './describe-expiry.ts'
import { describeLaneLaw } from './describe-lane-law.ts'
import { describeLanes } from './describe-lanes.ts'
import { describeLife } from './describe-life.ts'
import { describeOperation } from './describe-operation.ts'
import { describeSteps } from './describe-steps.ts'
import { describeWatching } from './describe-watching.ts'
import type { EngineSubject, Suite } from './engine-bench.ts'

/** How a deployment is tested, where it needs more time than one in the process. */
export interface EngineManner {
  /** Milliseconds that a test waits for something to happen. */
  patienceMs?: number
  /** Runs of a property. */
  runs?: number
}

/** The shared contract suite: what every deployment of the engine does. */
export function describeEngine(name: string, create: () => Promise<EngineSubject>, manner: EngineManner = {}): void {
  const suite: Suite = { name, create, patienceMs: 5_000, runs: 15, ...manner }
  describeGuarantees(suite)
  describeOperation(suite)
  describeDesk(suite)
  describeWatching(suite)
  describeLife(suite)
}

/** The guarantees of the engine (architecture, section 4), by their numbers. */
function describeGuarantees(suite: Suite): void {
  describeAcceptance(suite)
  describeLanes(suite)
  describeLaneLaw(suite)
  describeSteps(suite)
  describeExpiry(suite)
}
