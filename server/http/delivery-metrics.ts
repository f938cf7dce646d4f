import type { Counts } from './counts.ts'
import type { MetricSources } from './metrics.ts'
import type { RunTally } from './run-tally.ts'

/** Adds metrics to a registry. What is read is read when somebody asks. */
export interface MetricDesk {
  /** One value for each set of labels. */
  gauges(about: MetricAbout, read: () => Promise<Labelled[]> | Labelled[]): void
  counters(about: MetricAbout, read: () => Labelled[]): void
}

export interface MetricAbout {
  name: string
  help: string
  labels?: readonly string[]
}

export interface Labelled {
  labels?: Readonly<Record<string, string>>
  value: number
}

const BREAKERS = { closed: 0, 'half-open': 1, open: 2 } as const

/** Metrics of accepted documents, their writes, and the connections. */
export function addDeliveryMetrics(desk: MetricDesk, tally: RunTally, sources: MetricSources): void {
  addQueue(desk, sources)
  addConnections(desk, sources)
  const { documents, attempts, effects, others } = tally
  desk.counters({ name: 'patchbay_accepted_total', help: 'Documents accepted, by flow.', labels: ['flow'] }, () => only(documents, 'accepted'))
  desk.counters({ name: 'patchbay_delivered_total', help: 'Documents delivered, by flow.', labels: ['flow'] }, () => only(documents, 'delivered'))
  desk.counters({ name: 'patchbay_attempts_total', help: 'Attempts to deliver, by flow and state afterwards.', labels: ['flow', 'outcome'] }, () =>
    attempts.list().map(({ first, second, count }) => ({ labels: { flow: first, outcome: second }, value: count })),
  )
  desk.counters({ name: 'patchbay_effects_total', help: 'Writes by connection and the state that they came to.', labels: ['connection', 'state'] }, () =>
    effects.list().map(({ first, second, count }) => ({ labels: { connection: first, state: second }, value: count })),
  )
  desk.counters({ name: 'patchbay_callbacks_total', help: 'Messages to clients by outcome of the try.', labels: ['outcome'] }, () =>
    ['sent', 'failed'].map((outcome) => ({ labels: { outcome }, value: countOf(others, 'callback', outcome) })),
  )
  desk.counters({ name: 'patchbay_queue_full_total', help: 'Documents refused because too many wait.' }, () => [{ value: countOf(others, 'refusal', 'full') }])
}

const only = (counts: Counts, what: string): Labelled[] =>
  counts.list().flatMap(({ first, second, count }) => (second === what ? [{ labels: { flow: first }, value: count }] : []))

const countOf = (counts: Counts, first: string, second: string): number =>
  counts.list().find((each) => each.first === first && each.second === second)?.count ?? 0

function addQueue(desk: MetricDesk, { documents, now }: MetricSources): void {
  // All three are asked for together.
  let asked: ReturnType<MetricSources['documents']> | undefined
  const once = (): ReturnType<MetricSources['documents']> => {
    asked ??= documents().finally(() => (asked = undefined))
    return asked
  }
  desk.gauges({ name: 'patchbay_documents', help: 'Documents and messages to clients, by state of the job.', labels: ['state'] }, async () =>
    Object.entries((await once()).counts).map(([state, value]) => ({ labels: { state }, value })),
  )
  desk.gauges({ name: 'patchbay_oldest_waiting_seconds', help: 'Age of the oldest one that has not ended; 0 where there is none.' }, async () => {
    const { oldestAt } = await once()
    return [{ value: oldestAt === null ? 0 : Math.max(0, (now() - oldestAt) / 1000) }]
  })
  desk.gauges({ name: 'patchbay_lanes_blocked', help: 'Lanes that wait for an operator.' }, async () => [{ value: (await once()).counts.blocked }])
}

function addConnections(desk: MetricDesk, { connections }: MetricSources): void {
  desk.gauges({ name: 'patchbay_breaker_state', help: 'Breaker by connection: 0 closed, 1 half-open, 2 open.', labels: ['connection'] }, () =>
    connections().map(({ id, breaker }) => ({ labels: { connection: id }, value: BREAKERS[breaker] })),
  )
  desk.gauges({ name: 'patchbay_connection_calls', help: 'Calls at work and calls that wait, by connection.', labels: ['connection', 'state'] }, () =>
    connections().flatMap(({ id, active, waiting }) => [
      { labels: { connection: id, state: 'active' }, value: active },
      { labels: { connection: id, state: 'waiting' }, value: waiting },
    ]),
  )
}
