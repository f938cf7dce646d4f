import type { EffectRecord } from '../model/delivery.ts'
import type { RetryPlan } from '../model/run-endpoint.ts'
import type { RunDetail, RunRecord } from '../model/run.ts'
import type { DeliveryParts } from './parts.ts'

/** States in which a document can be tried again: in its lane, or put aside with its body. */
const TRIABLE: ReadonlySet<RunRecord['state']> = new Set(['waiting', 'blocked', 'paused', 'failed', 'cancelled'])

/** Heads of lanes: those behind wait for them. */
const HOLDS: ReadonlySet<RunRecord['state']> = new Set(['waiting', 'blocked', 'paused'])

/** Something that it wrote was undone: the recorded writes no longer say what the target holds. */
export const isUndone = (effects: readonly EffectRecord[]): boolean => effects.some(({ key, state }) => key.includes(':undo:') && state !== 'to-send')

const canRetry = ({ run, effects }: RunDetail): boolean => run.delivery !== undefined && TRIABLE.has(run.state) && !isUndone(effects)

/** What a retry of these documents will do, in numbers. */
export async function planRetry({ store, engine }: Pick<DeliveryParts, 'store' | 'engine'>, ids: readonly string[]): Promise<RetryPlan> {
  const plan: RetryPlan = { runs: 0, leftOut: 0, blocking: 0, effects: { confirmed: 0, unknown: 0, toSend: 0 } }
  for (const id of new Set(ids)) {
    const detail = await store.runs.get(id)
    // Whether the body is still there only the engine knows.
    if (!detail || !canRetry(detail) || !(await hasBody(engine, id))) {
      plan.leftOut += 1
      continue
    }
    const { run } = detail
    const { confirmed, unknown, toSend } = run.delivery!.effects
    plan.runs += 1
    plan.blocking += HOLDS.has(run.state) ? 1 : 0
    plan.effects = {
      confirmed: plan.effects.confirmed + confirmed,
      unknown: plan.effects.unknown + unknown,
      toSend: plan.effects.toSend + toSend,
    }
  }
  return plan
}

/** The engine forgets what has ended long ago. */
const hasBody = async (engine: DeliveryParts['engine'], id: string): Promise<boolean> =>
  (await engine.get(id)) !== undefined && (await engine.open(id)) !== undefined
