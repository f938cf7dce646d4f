/** What was edited here and not saved yet, step by step. */
export interface DraftHistory<T> {
  readonly past: readonly T[]
  readonly present: T
  readonly future: readonly T[]
  /** What the last step was about: the next one about the same thing joins it. */
  readonly mark: string | undefined
}

/** Steps that can be taken back. */
const MOST = 200

/** A history without steps. */
export const beginHistory = <T>(present: T): DraftHistory<T> => ({ past: [], present, future: [], mark: undefined })

/** The history after one more step. Steps in a row with the same `mark` (typing into one field) are one. */
export function stepHistory<T>(history: DraftHistory<T>, next: T, mark?: string): DraftHistory<T> {
  if (next === history.present) return history
  const joins = mark !== undefined && mark === history.mark && history.past.length > 0
  const past = joins ? history.past : [...history.past, history.present].slice(-MOST)
  return { past, present: next, future: [], mark }
}

/** One step back; the same where there is none. */
export function undoStep<T>(history: DraftHistory<T>): DraftHistory<T> {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], mark: undefined }
}

/** One step forward again; the same where there is none. */
export function redoStep<T>(history: DraftHistory<T>): DraftHistory<T> {
  const [next, ...future] = history.future
  if (next === undefined) return history
  return { past: [...history.past, history.present], present: next, future, mark: undefined }
}
