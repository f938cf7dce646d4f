import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Engine, JobView, RunContext } from '../../server/engine/contract.ts'
import { Problem } from '../../server/model/problem.ts'
import { failing, job, OK, type Suite, useEngines } from './engine-bench.ts'

const LANES = ['x', 'y', 'z']
const FLOWS = ['f', 'g']

const seldom = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value })

const plannedJob = fc.record({
  lane: fc.constantFrom(...LANES),
  flow: fc.constantFrom(...FLOWS),
  failures: fc.integer({ min: 0, max: 4 }),
  livesMs: seldom(fc.integer({ min: 1, max: 15 })),
  delayMs: seldom(fc.integer({ min: 1, max: 10 })),
})
type PlannedJob = typeof plannedJob extends fc.Arbitrary<infer T> ? T : never

/** `submit` takes the next planned job; the others concern one that was submitted before. */
const action = fc.record({
  what: fc.constantFrom('submit', 'submit', 'submit', 'retry', 'skip', 'cancel', 'pause', 'resume', 'renew', 'hold', 'breathe'),
  which: fc.nat(),
})
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

/** What happened to the jobs of a plan. */
class Story {
  readonly plan: readonly PlannedJob[]
  readonly overlaps: string[] = []
  readonly completed: string[] = []
  /** Jobs whose place in their lane may be another than that of their acceptance. */
  readonly moved = new Set<string>()
  submitted = 0
  private readonly active = new Set<string>()
  private readonly putAside = new Set<string>()

  constructor(plan: readonly PlannedJob[]) {
    this.plan = plan
    for (const [index, { delayMs }] of plan.entries()) if (delayMs !== null) this.moved.add(`${index}`)
  }

  readonly run = async ({ id, lane, attempt, signal }: RunContext) => {
    if (this.active.has(lane)) this.overlaps.push(id)
    this.active.add(lane)
    await new Promise((resolve) => setImmediate(resolve))
    this.active.delete(lane)
    if (signal.aborted || attempt <= this.plan[Number(id)]!.failures) return failing()
    this.completed.push(id)
    return OK
  }

  async act(engine: Engine, { what, which }: Action, after: 'block' | 'skip'): Promise<void> {
    if (what === 'breathe') return new Promise((resolve) => setTimeout(resolve, which % 5))
    if (what === 'hold') return engine.hold(new Set(FLOWS.filter((_, index) => (which >> index) & 1)))
    if (what === 'submit') return this.submit(engine, this.submitted++)
    if (this.submitted === 0) return
    const id = `${which % Math.min(this.submitted, this.plan.length)}`
    if (what === 'renew') return this.submit(engine, Number(id))
    if (what === 'skip' || what === 'cancel') this.putAside.add(id)
    if (await refused(engine[what](id))) return
    if (what === 'retry' && (after === 'skip' || this.putAside.has(id))) this.moved.add(id)
  }

  private async submit(engine: Engine, index: number): Promise<void> {
    const planned = this.plan[index]
    if (!planned) return
    const { lane, flow, livesMs, delayMs } = planned
    const now = Date.now()
    const times = { ...(livesMs !== null && { expiresAt: now + livesMs }), ...(delayMs !== null && { notBefore: now + delayMs }) }
    if ((await engine.submit(job(`${index}`, { lane, flow, ...times }))) === 'renewed') this.moved.add(`${index}`)
  }

  /** Jobs that began beside another of their lane, ran to their end twice, or, but for the moved ones, before one that was accepted earlier. */
  broken(): string[] {
    const doubled = this.completed.filter((id, index) => this.completed.indexOf(id) !== index)
    const overtaking = LANES.flatMap((lane) => {
      const inLane = this.completed.filter((id) => this.plan[Number(id)]!.lane === lane && !this.moved.has(id))
      return inLane.filter((id, index) => inLane.slice(index).some((later) => Number(later) < Number(id)))
    })
    return [...this.overlaps, ...doubled, ...overtaking]
  }
}

/** Whether an action is refused because the state of the job does not allow it. */
const refused = (action: Promise<void>): Promise<boolean> =>
  action.then(
    () => false,
    (error: unknown) => {
      if (error instanceof Problem && error.code === 'request.conflict') return true
      throw error
    },
  )

/** An operator lets everything go on. Gives back how many jobs are not at rest yet. */
async function tidy(engine: Engine): Promise<number> {
  const restless = async ({ id, state }: JobView): Promise<boolean> => {
    if (state === 'blocked' || state === 'paused') await refused(engine.resume(id))
    return state === 'expired' ? !(await refused(engine.skip(id))) : !['completed', 'dead', 'cancelled'].includes(state)
  }
  const all = await Promise.all((await engine.list({ limit: 1_000 })).map(restless))
  return all.filter(Boolean).length
}

/** Guarantee 3 under everything that operators do and that befalls a job. */
export function describeLaneLaw(suite: Suite): void {
  describe(`${suite.name}: law of lanes`, { timeout: suite.patienceMs * 2 * suite.runs }, () => {
    const { open, renew, until } = useEngines(suite)

    test('3. each lane keeps the accept order with one active job, whatever is done to single jobs (property)', async () => {
      const story = fc.record({
        plan: fc.array(plannedJob, { minLength: 5, maxLength: 20 }),
        todo: fc.array(action, { maxLength: 60 }),
        after: fc.constantFrom('block', 'skip'),
        concurrency: fc.integer({ min: 1, max: 8 }),
      })
      await fc.assert(
        fc.asyncProperty(story, async ({ plan, todo, after, concurrency }) => {
          await renew()
          const engine = open({ concurrency, policy: { firstDelayMs: 1, mostDelayMs: 2, attempts: 2, after } })
          const told = new Story(plan)
          await engine.start({ run: told.run })
          for (const each of todo) await told.act(engine, each, after)
          for (const index of plan.keys()) await told.act(engine, { what: index < told.submitted ? 'breathe' : 'submit', which: 0 }, after)
          engine.hold(new Set())
          await until(() => tidy(engine), 0)
          expect(told.broken()).toEqual([])
          const { counts, oldestAt } = await engine.stats()
          expect([counts.completed, oldestAt, await engine.lanes({ limit: 10 })]).toEqual([told.completed.length, null, []])
          expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(plan.length)
        }),
        { numRuns: suite.runs },
      )
    })
  })
}
