import type { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { RunRecord } from '../model/run.ts'
import { RunTally } from './run-tally.ts'

/** What is read when the metrics are asked for. */
export interface MetricSources {
  version: string
  /** Counters of the expression room since start. */
  expressionCounters(): Record<string, number>
  /** Runs that have not ended. */
  activeRuns(): number
}

export interface Metrics {
  /** Takes note of a run that has ended; a run that began is left alone. */
  ended(run: RunRecord): void
  /** Everything in the text format of Prometheus, and its content type. */
  read(): Promise<{ text: string; contentType: string }>
}

/** Ways of an evaluation by counter of the expression room. */
const MODES: Readonly<Record<string, string>> = {
  compiled: 'compiled',
  library: 'library',
  deopt: 'deopt',
  sandboxed: 'sandboxed',
  shadow: 'shadow',
  shadowDifference: 'shadow_difference',
  shadowDropped: 'shadow_dropped',
}

/** The metrics of one server. Labels are ids of flows, states and modes; never a name or a value. */
export function createMetrics(sources: MetricSources): Metrics {
  const tally = new RunTally()
  let registry: Promise<Registry> | undefined
  return {
    ended: (run) => {
      if (run.state !== 'running') tally.add(run)
    },
    read: async () => {
      // The package takes 11 MB, and watching the process costs a little all the time: both begin when somebody asks.
      registry ??= openRegistry(sources, tally)
      // One that failed to open is opened anew by the next who asks.
      registry.catch(() => (registry = undefined))
      const opened = await registry
      return { text: await opened.metrics(), contentType: opened.contentType }
    },
  }
}

async function openRegistry({ version, expressionCounters, activeRuns }: MetricSources, tally: RunTally): Promise<Registry> {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import('prom-client')
  const registry = new Registry()
  const add = (metric: Gauge | Counter | Histogram): void => registry.registerMetric(metric as Gauge)
  const gauge = (name: string, help: string, read: () => number): void => add(new Gauge({ name, help, registers: [], collect: function () { this.set(read()) } })) // prettier-ignore
  const counter = (name: string, help: string, { labels, fill }: { labels: string[]; fill(counter: Counter): void }): void =>
    add(new Counter({ name, help, labelNames: labels, registers: [], collect: function () { this.reset(); fill(this) } })) // prettier-ignore

  const info = new Gauge({ name: 'patchbay_info', help: 'The version that runs.', labelNames: ['version'], registers: [registry] })
  info.set({ version }, 1)
  gauge('patchbay_runs_active', 'Runs that have not ended.', activeRuns)
  gauge('patchbay_expressions_cached', 'Expressions that are kept ready.', () => expressionCounters().cached ?? 0)
  counter('patchbay_runs_total', 'Runs that have ended, by flow and state.', {
    labels: ['flow', 'state'],
    fill: (runs) => tally.counts().forEach(({ count, ...labels }) => runs.inc(labels, count)),
  })
  counter('patchbay_expression_evaluations_total', EVALUATIONS, {
    labels: ['mode'],
    fill: (evaluations) => Object.entries(expressionCounters()).forEach(([name, count]) => MODES[name] && evaluations.inc({ mode: MODES[name] }, count)),
  })
  add(durationsOf(tally))
  collectDefaultMetrics({ register: registry })
  return registry
}

const EVALUATIONS =
  'Evaluations of expressions: by compiled code, by the library, given up by compiled code, in a sandbox process, and repeated by the library to compare.'

/** A histogram of what was counted without the package. A registry asks a metric for nothing but its name and what `get` gives. */
function durationsOf(tally: RunTally): Histogram {
  const name = 'patchbay_run_duration_seconds'
  const about = { name, help: 'How long runs took, by flow.', type: 'histogram' }
  return { ...about, get: async () => ({ ...about, values: tally.durations(name) }) } as unknown as Histogram
}
