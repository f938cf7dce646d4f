import type { Names } from '../flow-names.ts'
import { minuteText, stateWord } from '../run-words.ts'
import type { RunFilterState } from './run-filter.ts'

/** One criterion of a filter in words, and the filter without it. */
export interface FilterToken {
  name: string
  label: string
  without: RunFilterState
}

/** The criteria of a filter in words. The business key stands in its own field. */
export function filterTokens(filter: RunFilterState, names: Names, now: Date): FilterToken[] {
  const { flow, client, connection, states, problem, at, lane } = filter
  const range = rangeWords(filter, now)
  const without = (change: Partial<RunFilterState>): RunFilterState => ({ ...filter, ...change })
  return [
    ...(flow ? [{ name: 'flow', label: `Flow: ${names.flow(flow)}`, without: without({ flow: undefined }) }] : []),
    ...(client ? [{ name: 'client', label: `Client: ${names.client(client)}`, without: without({ client: undefined }) }] : []),
    ...(connection ? [{ name: 'connection', label: `Connection: ${names.connection(connection)}`, without: without({ connection: undefined }) }] : []),
    ...(states.length > 0 ? [{ name: 'state', label: `State: ${states.map(stateWord).join(', ')}`, without: without({ states: [] }) }] : []),
    ...(problem ? [{ name: 'problem', label: `Problem: ${problem}`, without: without({ problem: undefined }) }] : []),
    ...(at ? [{ name: 'at', label: `At: ${at}`, without: without({ at: undefined }) }] : []),
    ...(lane ? [{ name: 'lane', label: `Lane: ${lane.slice(0, 8)}`, without: without({ lane: undefined }) }] : []),
    ...(range ? [{ name: 'time', label: range, without: without({ last: undefined, from: undefined, to: undefined }) }] : []),
  ]
}

function rangeWords({ last, from, to }: RunFilterState, now: Date): string | undefined {
  if (last) return last === 'hour' ? 'Last hour' : 'Today'
  const since = from && `from ${minuteText(new Date(from), now)}`
  const until = to && `to ${minuteText(new Date(to), now)}`
  return since || until ? `Time: ${[since, until].filter(Boolean).join(' ')}` : undefined
}
