import { createExpressions } from '../../expression/expressions.ts'
import type { Expressions } from '../../expression/expression.ts'
import type { Arrivals, CaseReport, CaseResult, FlowCase } from '../../model/case.ts'
import type { Cancellation } from '../../model/cancellation.ts'
import type { Flow } from '../../model/flow.ts'
import type { SampleEffect } from '../../model/flow-comparison.ts'
import { Problem, toProblem } from '../../model/problem.ts'
import type { RunProblem } from '../../model/run-problem.ts'
import { compilePlan, type Workshop } from '../compile-plan.ts'
import type { CaseOptions } from '../contract.ts'
import type { Plan } from '../plan.ts'
import { trialsTo } from './arrivals.ts'
import { BranchCount } from './branch-count.ts'
import { judgeCase } from './case-differences.ts'
import { answerAt, effectOf, trialsOf } from './effects.ts'
import { countRows } from './row-count.ts'
import { runTrial, type Outcome, type Trial, type TrialRoom } from './run-trial.ts'

/** Milliseconds that all cases of one request may take together. */
const LONGEST_MS = 60_000

export interface CaseRunnerParts extends TrialRoom {
  readonly workshop: Workshop
}

/**
 * Runs drafts on cases and samples with answered calls: without network, records and events. It has expressions of its own, made with the
 * first case, since their clock shows the time of the case; so one trial runs at a time, and trials of several requests take turns.
 */
export class CaseRunner {
  private readonly parts: CaseRunnerParts
  private readonly clock = { at: 0 }
  private own: Expressions | undefined
  private turn: Promise<unknown> = Promise.resolve()

  constructor(parts: CaseRunnerParts) {
    this.parts = parts
  }

  /** As `FlowRuntime.cases`. */
  async cases(flow: Flow, { only, signal }: CaseOptions = {}): Promise<CaseReport> {
    const chosen = only ? flow.cases.filter(({ id }) => only.includes(id)) : flow.cases
    const plan = this.compile(flow)
    const { specs } = this.parts.workshop
    const branches = new BranchCount(flow, specs)
    const begun = this.parts.services.tick()
    const results: CaseResult[] = []
    for (const each of chosen) {
      const outcome = await this.run(plan, trialOf(each), { begun, signal })
      branches.add(outcome.steps)
      results.push(resultOf(flow, each, outcome))
    }
    return { results, coverage: { rows: countRows(flow, specs, plan instanceof Problem ? undefined : plan), branches: [...branches.branches] } }
  }

  /** As `FlowRuntime.effects`. */
  async effects(before: Flow, after: Flow, { signal }: Pick<CaseOptions, 'signal'> = {}): Promise<SampleEffect[]> {
    const plans = { before: this.compile(before), after: this.compile(after) }
    const begun = this.parts.services.tick()
    const effects: SampleEffect[] = []
    for (const subject of trialsOf(before, after, this.parts.workshop)) {
      const was = await this.run(plans.before, subject.before, { begun, signal })
      const is = await this.run(plans.after, subject.after, { begun, signal })
      effects.push(effectOf(subject, was, is))
    }
    return effects
  }

  /** As `FlowRuntime.arrivals`. */
  async arrivals(flow: Flow, node: string, { signal }: Pick<CaseOptions, 'signal'> = {}): Promise<Arrivals> {
    const plan = this.compile(flow, node)
    const begun = this.parts.services.tick()
    const arrivals: Arrivals = []
    for (const { id, name, kind, trial, asked } of trialsTo(flow, node, this.parts.workshop)) {
      const { steps } = await this.run(plan, trial, { begun, signal })
      const bodies = steps.filter((step) => step.node === node).map((step) => step.input)
      if (bodies.length > 0) arrivals.push({ id, name, kind, made: asked.others, bodies })
    }
    return arrivals
  }

  /** Ends its expressions. */
  async close(): Promise<void> {
    await this.own?.close()
  }

  private compile(flow: Flow, until?: string): Plan | Problem {
    this.own ??= createExpressions({ now: () => this.clock.at, processes: 1 })
    // Others wait for their turn meanwhile.
    const settings = { ...flow.settings, deadlineMs: Math.min(flow.settings.deadlineMs, LONGEST_MS) }
    try {
      return compilePlan({ ...flow, settings }, { ...this.parts.workshop, expressions: this.own }, { version: 0, until })
    } catch (error) {
      return toProblem(error)
    }
  }

  private run(plan: Plan | Problem, trial: Trial, limits: { begun: number; signal: Cancellation | undefined }): Promise<Outcome> {
    const outcome = this.turn.then(async () => {
      // Lets callers of the server in between.
      await new Promise((resolve) => setImmediate(resolve))
      this.clock.at = trial.at
      return runTrial(this.parts, this.refusal(limits) ?? plan, { ...trial, signal: limits.signal })
    })
    this.turn = outcome.catch(() => undefined)
    return outcome
  }

  private refusal({ begun, signal }: { begun: number; signal: Cancellation | undefined }): Problem | undefined {
    if (signal?.aborted) return new Problem('flow.cancelled', 'It was not run: nobody waits for the result any more.')
    if (this.parts.services.tick() - begun < LONGEST_MS) return undefined
    return new Problem('flow.deadline', `It was not run: the cases before it, those of other requests included, took ${LONGEST_MS / 1000} seconds.`)
  }
}

/** The last answer of a node answers all further calls. */
const trialOf = ({ id, trigger, body, at, calls }: FlowCase): Trial => ({
  id,
  trigger,
  body,
  at: Date.parse(at),
  answer: (call) => answerAt(calls, call),
})

function resultOf(flow: Flow, given: FlowCase, outcome: Outcome): CaseResult {
  const { passed, differences, surprise } = judgeCase(flow, given, outcome)
  const { id, name } = given
  const problem = surprise ? outcome.problem : undefined
  return { id, name, passed, differences, durationMs: outcome.durationMs, ...(problem && { problem: shown(problem) }) }
}

const shown = ({ code, detail, at }: RunProblem): NonNullable<CaseResult['problem']> => ({ code, detail, ...(at !== undefined && { at }) })
