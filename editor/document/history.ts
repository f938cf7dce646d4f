import type { Flow } from '../../server/model/flow.ts'

/** One state to go back or forward to, and what the step was. */
export interface HistoryEntry {
  flow: Flow
  label: string
}

/** The states before and after the present one, nearest last. States share their parts. */
export interface History {
  past: readonly HistoryEntry[]
  future: readonly HistoryEntry[]
  /** The last change, if a following one of the same sort may join it (typing). */
  open: { key: string; at: number } | null
}

export const EMPTY_HISTORY: History = { past: [], future: [], open: null }

const MAX_STEPS = 200
/** Changes of the same sort within this time, in milliseconds, are undone together. */
const JOIN_MS = 1_000

interface Step {
  before: Flow
  label: string
  /** Changes with the same key join; nothing: never joins. */
  key: string | undefined
  now: number
}

/** The history after a change was made. */
export function record(history: History, step: Step): History {
  const joins = step.key !== undefined && history.open?.key === step.key && step.now - history.open.at < JOIN_MS
  const past = joins ? history.past : [...history.past, { flow: step.before, label: step.label }].slice(-MAX_STEPS)
  return { past, future: [], open: step.key === undefined ? null : { key: step.key, at: step.now } }
}

/** One step back: the flow to show and the history then; nothing where there is none. */
export function stepBack(history: History, present: Flow): { flow: Flow; history: History } | undefined {
  const entry = history.past.at(-1)
  if (!entry) return undefined
  return { flow: entry.flow, history: { past: history.past.slice(0, -1), future: [...history.future, { flow: present, label: entry.label }], open: null } }
}

/** One step forward again; nothing where there is none. */
export function stepForward(history: History, present: Flow): { flow: Flow; history: History } | undefined {
  const entry = history.future.at(-1)
  if (!entry) return undefined
  return { flow: entry.flow, history: { past: [...history.past, { flow: present, label: entry.label }], future: history.future.slice(0, -1), open: null } }
}
