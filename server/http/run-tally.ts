import type { RunRecord } from '../model/run.ts'

/** Upper ends in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** What one flow has done. */
interface FlowTally {
  readonly states: Map<string, number>
  /** Runs that took no longer than each bucket, and longer than the one before. */
  readonly buckets: number[]
  /** All runs together, in seconds. */
  seconds: number
  runs: number
}

/** One line of a metric. */
interface MetricValue {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** Counts runs by flow and state, and how long they took. Cheap, as it is done for each run. */
export class RunTally {
  private readonly flows = new Map<string, FlowTally>()

  add({ flow, state, durationMs }: RunRecord): void {
    const tally = this.flows.get(flow) ?? { states: new Map(), buckets: BUCKETS.map(() => 0), seconds: 0, runs: 0 }
    this.flows.set(flow, tally)
    const seconds = (durationMs ?? 0) / 1000
    const bucket = BUCKETS.findIndex((end) => seconds <= end)
    if (bucket >= 0) tally.buckets[bucket]! += 1
    tally.states.set(state, (tally.states.get(state) ?? 0) + 1)
    tally.seconds += seconds
    tally.runs += 1
  }

  counts(): { flow: string; state: string; count: number }[] {
    return [...this.flows].flatMap(([flow, { states }]) => [...states].map(([state, count]) => ({ flow, state, count })))
  }

  /** The durations as a histogram of this name. */
  durations(name: string): MetricValue[] {
    return [...this.flows].flatMap(([flow, { buckets, seconds, runs }]) => {
      let within = 0
      const lines = BUCKETS.map((le, index): MetricValue => ({ metricName: `${name}_bucket`, labels: { le, flow }, value: (within += buckets[index] ?? 0) }))
      return [
        ...lines,
        { metricName: `${name}_bucket`, labels: { le: '+Inf', flow }, value: runs },
        { metricName: `${name}_sum`, labels: { flow }, value: seconds },
        { metricName: `${name}_count`, labels: { flow }, value: runs },
      ]
    })
  }
}
