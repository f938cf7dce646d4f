import { RunState } from '../../../server/model/run.ts'
import type { RunCriteria } from '../../../server/model/run.ts'

/** What the address says about which runs are meant. */
export interface RunFilterState {
  flow?: string | undefined
  client?: string | undefined
  connection?: string | undefined
  states: readonly RunState[]
  problem?: string | undefined
  at?: string | undefined
  key?: string | undefined
  lane?: string | undefined
  /** A time range that moves along. */
  last?: 'hour' | 'today' | undefined
  from?: string | undefined
  to?: string | undefined
}

export const NO_FILTER: RunFilterState = { states: [] }

const NAMES = ['flow', 'client', 'connection', 'problem', 'at', 'key', 'lane'] as const

/** The filter that an address names. What cannot be read is left out. */
export function readRunFilter(params: URLSearchParams): RunFilterState {
  const texts = Object.fromEntries(NAMES.flatMap((name) => (params.get(name) ? [[name, params.get(name)!]] : [])))
  const states = (params.get('state') ?? '').split(',').flatMap((state) => RunState.safeParse(state).data ?? [])
  const last = params.get('last')
  return {
    ...texts,
    states: [...new Set(states)],
    ...(last === 'hour' || last === 'today' ? { last } : { from: readTime(params.get('from')), to: readTime(params.get('to')) }),
  }
}

/** The address of a filter, without the question mark; empty where everything is meant. */
export function writeRunFilter(filter: RunFilterState): string {
  const params = new URLSearchParams()
  for (const name of NAMES) if (filter[name]) params.set(name, filter[name])
  if (filter.states.length > 0) params.set('state', filter.states.join(','))
  if (filter.last) params.set('last', filter.last)
  else for (const name of ['from', 'to'] as const) if (filter[name]) params.set(name, filter[name])
  return params.toString()
}

/** The filter as the server takes it; a range that moves along begins at `now`. */
export function criteriaOf(filter: RunFilterState, now: Date): RunCriteria {
  const { states, last, from, to, ...texts } = filter
  const range = last ? { from: beginOf(last, now).toISOString() } : { from, to }
  const all = { ...texts, ...(states.length > 0 && { state: states.join(',') }), ...range }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== ''))
}

/** The criteria of this moment. */
export const presentCriteria = (filter: RunFilterState): RunCriteria => criteriaOf(filter, new Date())

/** Does the filter leave anything out? */
export const isFiltered = (filter: RunFilterState): boolean => writeRunFilter(filter) !== ''

/** To the minute, so that a filter read twice asks for the same. */
function beginOf(last: 'hour' | 'today', now: Date): Date {
  const begin = new Date(now)
  if (last === 'today') begin.setHours(0, 0, 0, 0)
  else begin.setHours(now.getHours() - 1, now.getMinutes(), 0, 0)
  return begin
}

function readTime(text: string | null): string | undefined {
  const at = text ? new Date(text) : undefined
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined
}
