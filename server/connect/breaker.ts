import { Problem } from '../model/problem.ts'

/**
 * What a call says of its target: it answered, it failed as a whole, it failed on this call (which may be about one document that is tried again and
 * again: counts for the share only), or nothing (the call was given up, or never came to be sent).
 */
export type Verdict = 'well' | 'ill' | 'failed' | 'neither'

/** Tells the breaker how an admitted call ended. To be called once; later calls are ignored. */
export type Report = (verdict: Verdict, now: number) => void

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly consecutive: number
  /** Share of failures in the window that opens it, once `atLeast` calls have ended there. */
  readonly share: number
  readonly atLeast: number
  readonly windowMs: number
  /** First rest; each further one is twice as long, up to `mostRestMs`. */
  readonly restMs: number
  readonly mostRestMs: number
}

export const BREAKER_SETTINGS: BreakerSettings = { consecutive: 5, share: 0.5, atLeast: 20, windowMs: 30_000, restMs: 1_000, mostRestMs: 30_000 }

/**
 * Leaves a target alone that fails as a whole. States:
 * `closed` (all calls are admitted) -> `open`, after failures in a row or too large a share of them (no call is admitted until the rest is over)
 * -> `half-open` (one call at a time on trial) -> `closed` if the trial goes well, `open` again with a longer rest if it does not; a trial that
 * says nothing lets the next call try. Verdicts of calls that were admitted before the last change of state are ignored.
 *
 * No library: cockatiel 4 needs Node 22, and 3 keeps its own clock, knows either failures in a row or a share, and does not tell when its rest is over.
 */
export class Breaker {
  state: 'closed' | 'open' | 'half-open' = 'closed'
  /** Milliseconds: when the rest of an open breaker is over. */
  retryAt = 0
  private inARow = 0
  /** Calls that ended, in slices of a tenth of the window. */
  private slices: { from: number; well: number; ill: number }[] = []
  private rests = 0
  private onTrial = false
  /** Grows with each change of state. */
  private era = 0
  private readonly settings: BreakerSettings
  /** 0 to 1: spreads the ends of rests, so that replicas do not try at the same moment. */
  private readonly random: () => number

  constructor(random: () => number, settings: BreakerSettings = BREAKER_SETTINGS) {
    this.random = random
    this.settings = settings
  }

  /** Throws `target.resting` where `admit` would. */
  check(now: number): void {
    if (this.state === 'open' && now < this.retryAt) throw resting(this.retryAt - now)
    if (this.state === 'half-open' && this.onTrial) throw resting(this.settings.restMs)
  }

  /** Lets a call through, or throws `target.resting`. */
  admit(now: number): Report {
    this.check(now)
    if (this.state === 'open') this.become('half-open')
    const { era } = this
    const trial = this.state === 'half-open'
    if (trial) this.onTrial = true
    let reported = false
    return (verdict, endedAt) => {
      if (reported || era !== this.era) return
      reported = true
      if (trial) this.endTrial(verdict, endedAt)
      else this.count(verdict, endedAt)
    }
  }

  private endTrial(verdict: Verdict, now: number): void {
    this.onTrial = false
    if (verdict === 'ill' || verdict === 'failed') this.open(now)
    if (verdict !== 'well') return
    this.rests = 0
    this.become('closed')
  }

  private count(verdict: Verdict, now: number): void {
    if (verdict === 'neither') return
    const { consecutive, share, atLeast, windowMs } = this.settings
    this.slice(now, windowMs)[verdict === 'well' ? 'well' : 'ill'] += 1
    if (verdict === 'ill') this.inARow += 1
    if (verdict === 'well') return void (this.inARow = 0)
    const ill = this.slices.reduce((sum, slice) => sum + slice.ill, 0)
    const all = this.slices.reduce((sum, slice) => sum + slice.well, ill)
    if (this.inARow >= consecutive || (all >= atLeast && ill / all >= share)) this.open(now)
  }

  private slice(now: number, windowMs: number): Record<'well' | 'ill', number> {
    const last = this.slices.at(-1)
    if (last && now < last.from + windowMs / 10) return last
    const made = { from: now, well: 0, ill: 0 }
    this.slices = [...this.slices.filter(({ from }) => from > now - windowMs), made]
    return made
  }

  private open(now: number): void {
    const rest = Math.min(this.settings.restMs * 2 ** this.rests, this.settings.mostRestMs)
    this.rests += 1
    this.retryAt = now + Math.round(rest * (1 + 0.2 * this.random()))
    this.become('open')
  }

  private become(state: Breaker['state']): void {
    this.state = state
    this.era += 1
    this.onTrial = false
    this.inARow = 0
    this.slices = []
  }
}

const resting = (ms: number): Problem =>
  new Problem('target.resting', 'The target has failed many times in a row and is left alone.', { retryAfter: Math.max(0.001, ms / 1000), noEffect: true })
