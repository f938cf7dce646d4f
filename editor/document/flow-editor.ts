import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Flow, FlowDraft } from '../../server/model/flow.ts'
import { applyChange, type Change } from './change.ts'
import { type DraftSaver, saveDrafts, type SaveOutcome, type SavingState } from './draft-saver.ts'
import { EMPTY_HISTORY, type History, record, stepBack, stepForward } from './history.ts'
import { EMPTY_SELECTION, type Selection, withoutGone } from './selection.ts'

/** What the editor of one flow knows and can do. */
export interface FlowEditorState extends SavingState {
  readonly canEdit: boolean
  readonly selection: Selection
  readonly history: History
  /** Makes a change that can be undone; the label says what undo takes back. Nothing happens without the right to edit. */
  apply(change: Change, label: string): void
  undo(): void
  redo(): void
  select(selection: Selection): void
  /** Saves at once what is not saved yet; resolves when that is done, to whether everything is saved. */
  flush(): Promise<boolean>
  /** Ends a conflict: the draft here replaces theirs. */
  keepMine(): void
  /** Ends a conflict: their draft replaces the one here; can be undone. */
  takeTheirs(): void
  published(version: number): void
  /** Stops timers. What is not saved is lost: `flush` first. */
  dispose(): void
}

export type FlowEditor = StoreApi<FlowEditorState>

export interface FlowEditorOptions {
  draft: FlowDraft
  canEdit: boolean
  /** Stores a draft that is based on `revision`. Never rejects. */
  save(revision: number, flow: Flow): Promise<SaveOutcome>
  now?: () => number
  /** Runs something after a time in milliseconds; gives back how to call it off. */
  later?: (run: () => void, ms: number) => () => void
}

const timer = (run: () => void, ms: number): (() => void) => {
  const handle = setTimeout(run, ms)
  return () => clearTimeout(handle)
}

/** The store behind one open flow: its present state, undo and redo, selection, and saving by itself. */
export function createFlowEditor(options: FlowEditorOptions): FlowEditor {
  const now = options.now ?? Date.now
  return createStore<FlowEditorState>()((set, get) => {
    const saver = saveDrafts({ stored: options.draft.flow, save: options.save, later: options.later ?? timer, get, set })
    const show = (flow: Flow, history: History): void => {
      set({ flow, history, selection: withoutGone(get().selection, flow) })
      saver.changed()
    }
    return {
      ...initialState(options),
      apply: (change, label) => {
        const { flow, history, canEdit } = get()
        const next = canEdit ? applyChange(flow, change) : flow
        if (next !== flow) show(next, record(history, { before: flow, label, key: joinKey(change, label), now: now() }))
      },
      undo: () => travel(get(), stepBack, show),
      redo: () => travel(get(), stepForward, show),
      select: (selection) => set({ selection: withoutGone(selection, get().flow) }),
      published: (version) => set({ publishedVersion: version }),
      ...conflictMoves(get, saver, show),
      flush: saver.flush,
      dispose: saver.dispose,
    }
  })
}

const initialState = ({ draft, canEdit }: FlowEditorOptions) => ({
  flow: draft.flow,
  canEdit,
  revision: draft.revision,
  publishedVersion: draft.publishedVersion,
  saving: 'saved' as const,
  saveProblem: null,
  theirs: null,
  selection: EMPTY_SELECTION,
  history: EMPTY_HISTORY,
})

function travel(state: FlowEditorState, step: typeof stepBack, show: (flow: Flow, history: History) => void): void {
  const there = state.canEdit ? step(state.history, state.flow) : undefined
  if (there) show(there.flow, there.history)
}

function conflictMoves(
  get: () => FlowEditorState,
  saver: DraftSaver,
  show: (flow: Flow, history: History) => void,
): Pick<FlowEditorState, 'keepMine' | 'takeTheirs'> {
  return {
    keepMine: () => {
      const { theirs } = get()
      if (theirs) saver.baseOn(theirs, 'mine')
    },
    takeTheirs: () => {
      const { theirs, flow, history } = get()
      if (!theirs) return
      const entry = { ...history, past: [...history.past, { flow, label: 'take the other version' }], future: [], open: null }
      saver.baseOn(theirs, 'theirs')
      show(theirs.flow, entry)
    },
  }
}

/** Typing in one field and pushing one node about are undone in one go. */
function joinKey(change: Change, label: string): string | undefined {
  if (change.type === 'set-config' && !change.ports) return `config ${change.node} ${label}`
  if (change.type === 'rename-node') return `name ${change.node}`
  if (change.type === 'move') return `move ${change.places.map((place) => place.id).join(' ')} ${label}`
  if (change.type === 'set-flow') return `flow ${label}`
  if (change.type === 'set-samples' || change.type === 'set-cases') return label.startsWith('edit') ? `${change.type} ${label}` : undefined
  return undefined
}
