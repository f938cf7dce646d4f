import type { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { EngineStats } from '../engine/contract.ts'
import type { ConnectionHealth } from '../model/run-endpoint.ts'
import { addDeliveryMetrics, type Labelled, type MetricAbout, type MetricDesk } from './delivery-metrics.ts'
import type { Durations } from './durations.ts'
import type { RunTally } from './run-tally.ts'

/** What is read when the metrics are asked for. */
export interface MetricSources {
  version: string
  /** Counters of the expression room since start. */
  expressionCounters(): Record<string, number>
  /** Runs that have not ended. */
  activeRuns(): number
  documents(): Promise<EngineStats>
  connections(): ConnectionHealth[]
  /** Milliseconds since 1970. */
  now(): number
}

export interface Metrics {
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

/** The metrics of one server, of what `tally` counts. Labels are ids of flows and connections, states and modes; never a name or a value. */
export function createMetrics(sources: MetricSources, tally: RunTally): Metrics {
  let registry: Promise<Registry> | undefined
  return {
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

async function openRegistry(sources: MetricSources, tally: RunTally): Promise<Registry> {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import('prom-client')
  const registry = new Registry()
  const add = (metric: Gauge | Counter | Histogram): void => registry.registerMetric(metric as Gauge)
  const desk: MetricDesk = {
    gauges: ({ name, help, labels = [] }, read) => {
      const collect = async function (this: Gauge): Promise<void> {
        const values = await read()
        this.reset()
        for (const each of values) this.set(each.labels ?? {}, each.value)
      }
      add(new Gauge({ name, help, labelNames: [...labels], registers: [], collect }))
    },
    counters: ({ name, help, labels = [] }, read) => {
      const collect = function (this: Counter): void {
        this.reset()
        for (const each of read()) this.inc(each.labels ?? {}, each.value)
      }
      add(new Counter({ name, help, labelNames: [...labels], registers: [], collect }))
    },
  }
  addRunMetrics(desk, tally, sources)
  addDeliveryMetrics(desk, tally, sources)
  add(histogramOf(tally.durations, { name: 'patchbay_run_duration_seconds', help: 'How long runs took that were answered at once, by flow.' }))
  add(histogramOf(tally.deliveries, { name: 'patchbay_delivery_seconds', help: 'From the acceptance of a document to its delivery, by flow.' }))
  collectDefaultMetrics({ register: registry })
  return registry
}

const EVALUATIONS =
  'Evaluations of expressions: by compiled code, by the library, given up by compiled code, in a sandbox process, and repeated by the library to compare.'

function addRunMetrics(desk: MetricDesk, tally: RunTally, { version, expressionCounters, activeRuns }: MetricSources): void {
  desk.gauges({ name: 'patchbay_info', help: 'The version that runs.', labels: ['version'] }, () => [{ labels: { version }, value: 1 }])
  desk.gauges({ name: 'patchbay_runs_active', help: 'Runs that have not ended.' }, () => [{ value: activeRuns() }])
  desk.gauges({ name: 'patchbay_expressions_cached', help: 'Expressions that are kept ready.' }, () => [{ value: expressionCounters().cached ?? 0 }])
  desk.counters({ name: 'patchbay_runs_total', help: 'Runs that have ended, by flow and state.', labels: ['flow', 'state'] }, () =>
    tally.ended.list().map(({ first, second, count }) => ({ labels: { flow: first, state: second }, value: count })),
  )
  desk.counters({ name: 'patchbay_expression_evaluations_total', help: EVALUATIONS, labels: ['mode'] }, () =>
    Object.entries(expressionCounters()).flatMap(([name, value]): Labelled[] => (MODES[name] ? [{ labels: { mode: MODES[name] }, value }] : [])),
  )
}

/** A histogram of what was counted without the package. A registry asks a metric for nothing but its name and what `get` gives. */
function histogramOf(durations: Durations, { name, help }: MetricAbout): Histogram {
  const about = { name, help, type: 'histogram' }
  return { ...about, get: async () => ({ ...about, values: durations.lines(name) }) } as unknown as Histogram
}
