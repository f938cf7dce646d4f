import { useEffect, useMemo, useState } from 'react'
import type { Implementation } from '../../../server/model/implementation.ts'
import type { ImplementationView } from '../../../server/model/implementation-endpoint.ts'
import type { ConfigurationEdit } from './configuration-edits.ts'
import { beginHistory, type DraftHistory, redoStep, stepHistory, undoStep } from './draft-history.ts'
import { keepDraft, readKeptDraft, sameImplementation } from './kept-draft.ts'

/** An implementation while it is edited: what is stored, what is typed, and the steps between. */
export interface ImplementationDraft {
  /** What the draft began with: its revision is the one that a save names. */
  base: ImplementationView
  draft: Implementation
  changed: boolean
  canUndo: boolean
  canRedo: boolean
  edit: (change: ConfigurationEdit, mark?: string) => void
  change: (part: Partial<Implementation>, mark?: string) => void
  undo: () => void
  redo: () => void
  /** Back to what is stored. */
  discard: () => void
  /** What is stored now is the beginning. The draft goes with it where it is `sent`, and is kept where it was edited since; left out: it is given up. */
  take: (view: ImplementationView, sent?: Implementation | 'keep') => void
}

/** The draft of an implementation. What others save meanwhile is shown at once, unless something is being edited here. */
export function useImplementationDraft(view: ImplementationView): ImplementationDraft {
  const [base, setBase] = useState(() => baseOf(view))
  const [history, setHistory] = useState(() => beginHistory(readKeptDraft(view.value.id)?.value ?? view.value))
  const { present: draft } = history
  const changed = useMemo(() => !sameImplementation(base.value, draft), [base, draft])
  const step = (make: (now: Implementation) => Implementation, mark?: string): void => setHistory((now) => stepHistory(now, make(now.present), mark))
  const take = (next: ImplementationView, sent?: Implementation | 'keep'): void => {
    setBase(next)
    setHistory((now) => (sent === undefined || now.present === sent ? beginHistory(next.value) : rebase(now, next.value.version)))
  }
  if (view.revision > base.revision && !changed) take(view)
  useEffect(() => keepDraft(draft, changed ? base.revision : undefined), [base, draft, changed])
  return {
    base,
    draft,
    changed,
    ...stepsOf(history, setHistory),
    edit: (change, mark) => step((now) => ({ ...now, configuration: change(now.configuration) }), mark),
    change: (part, mark) => step((now) => ({ ...now, ...part }), mark),
    discard: () => step(() => base.value),
    take,
  }
}

/** The draft as it is, over another stored version. */
const rebase = (history: DraftHistory<Implementation>, version: number): DraftHistory<Implementation> => ({
  ...history,
  present: { ...history.present, version },
})

/** A draft that was left behind began with its own revision: a save then says that somebody else has saved since. */
function baseOf(view: ImplementationView): ImplementationView {
  const kept = readKeptDraft(view.value.id)
  return kept ? { ...view, revision: kept.revision } : view
}

type SetHistory = (make: (now: DraftHistory<Implementation>) => DraftHistory<Implementation>) => void

const stepsOf = (history: DraftHistory<Implementation>, set: SetHistory): Pick<ImplementationDraft, 'canUndo' | 'canRedo' | 'undo' | 'redo'> => ({
  canUndo: history.past.length > 0,
  canRedo: history.future.length > 0,
  undo: () => set(undoStep),
  redo: () => set(redoStep),
})
