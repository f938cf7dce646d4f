/** One line of a metric. */
export interface MetricValue {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** What one flow has taken. */
interface FlowDurations {
  /** Those that took no longer than each bucket, and longer than the one before. */
  readonly buckets: number[]
  /** All together, in seconds. */
  seconds: number
  count: number
}

/** Collects durations by flow. Cheap, as it is done for each run. */
export class Durations {
  private readonly flows = new Map<string, FlowDurations>()
  private readonly ends: readonly number[]

  /** `ends`: upper ends of the buckets in seconds, smallest first. */
  constructor(ends: readonly number[]) {
    this.ends = ends
  }

  add(flow: string, seconds: number): void {
    const known = this.flows.get(flow) ?? { buckets: this.ends.map(() => 0), seconds: 0, count: 0 }
    this.flows.set(flow, known)
    const bucket = this.ends.findIndex((end) => seconds <= end)
    if (bucket >= 0) known.buckets[bucket]! += 1
    known.seconds += seconds
    known.count += 1
  }

  /** The durations as a histogram of this name. */
  lines(name: string): MetricValue[] {
    return [...this.flows].flatMap(([flow, { buckets, seconds, count }]) => {
      let within = 0
      const lines = this.ends.map((le, index): MetricValue => ({ metricName: `${name}_bucket`, labels: { le, flow }, value: (within += buckets[index] ?? 0) }))
      return [
        ...lines,
        { metricName: `${name}_bucket`, labels: { le: '+Inf', flow }, value: count },
        { metricName: `${name}_sum`, labels: { flow }, value: seconds },
        { metricName: `${name}_count`, labels: { flow }, value: count },
      ]
    })
  }
}
