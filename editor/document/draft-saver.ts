import type { Flow, FlowDraft } from '../../server/model/flow.ts'

/** What became of an attempt to save. */
export type SaveOutcome = { saved: FlowDraft } | { theirs: FlowDraft } | { failed: string }

/** Time between the last change and the save, in milliseconds. */
const QUIET_MS = 600
/** Time until a failed save is tried again, in milliseconds. */
const RETRY_MS = 5_000

export type Saving = 'saved' | 'saving' | 'unsaved' | 'conflict' | 'failed'

/** The part of the editor's state that saving reads and writes. */
export interface SavingState {
  readonly flow: Flow
  readonly revision: number
  readonly publishedVersion: number | null
  readonly saving: Saving
  /** Why the last save failed, in words. */
  readonly saveProblem: string | null
  /** The draft that somebody else saved meanwhile, while `saving` is `conflict`. */
  readonly theirs: FlowDraft | null
}

interface SaverOptions {
  /** The flow as it is stored already. */
  stored: Flow
  save(revision: number, flow: Flow): Promise<SaveOutcome>
  later(run: () => void, ms: number): () => void
  get(): SavingState
  set(state: Partial<SavingState>): void
}

export interface DraftSaver {
  /** The flow is another than before: it will be saved when the changes pause. */
  changed(): void
  flush(): Promise<boolean>
  /** Goes on from the other draft of a conflict. `theirs`: its flow is shown and is saved as it is; `mine`: the flow here is saved over it. */
  baseOn(draft: FlowDraft, side: 'mine' | 'theirs'): void
  dispose(): void
}

/**
 * Saves drafts one after the other, never two at a time.
 *
 * saved -> unsaved (a change) -> saving (quiet, or flush) -> saved | unsaved (changed meanwhile) | failed (tried again) | conflict (waits for keep or take).
 */
export function saveDrafts(options: SaverOptions): DraftSaver {
  const { get, set } = options
  const book: Book = { stored: options.stored, callOff: null, active: null }
  return {
    changed: () => {
      if (get().saving === 'conflict' || book.active !== null) return
      if (get().flow === book.stored) {
        book.callOff?.()
        return set({ saving: 'saved' })
      }
      set({ saving: 'unsaved' })
      plan(options, book, QUIET_MS)
    },
    flush: async () => {
      while (get().flow !== book.stored && get().saving !== 'conflict') {
        await run(options, book)
        if (get().saving === 'failed') return false
      }
      return get().flow === book.stored
    },
    baseOn: (draft, side) => {
      book.stored = draft.flow
      set({ theirs: null, revision: draft.revision, publishedVersion: draft.publishedVersion, saving: side === 'mine' ? 'unsaved' : 'saved' })
      if (side === 'mine') plan(options, book, 0)
    },
    dispose: () => book.callOff?.(),
  }
}

/** What the saver remembers between its calls. */
interface Book {
  /** The flow as the server has it. */
  stored: Flow
  callOff: (() => void) | null
  active: Promise<void> | null
}

function plan(options: SaverOptions, book: Book, ms: number): void {
  book.callOff?.()
  book.callOff = options.later(() => void run(options, book), ms)
}

function run(options: SaverOptions, book: Book): Promise<void> {
  book.callOff?.()
  book.callOff = null
  book.active ??= attempt(options, book).finally(() => {
    book.active = null
  })
  return book.active
}

async function attempt(options: SaverOptions, book: Book): Promise<void> {
  const { get, set } = options
  const { flow, revision } = get()
  set({ saving: 'saving' })
  const outcome = await options.save(revision, flow)
  if ('failed' in outcome) {
    set({ saving: 'failed', saveProblem: outcome.failed })
    return plan(options, book, RETRY_MS)
  }
  // The answer to a save may get lost on the way: then the other draft is our own.
  if ('theirs' in outcome && !sameFlow(outcome.theirs.flow, flow)) return set({ saving: 'conflict', theirs: outcome.theirs, saveProblem: null })
  const draft = 'theirs' in outcome ? outcome.theirs : outcome.saved
  book.stored = flow
  set({ saving: get().flow === flow ? 'saved' : 'unsaved', revision: draft.revision, publishedVersion: draft.publishedVersion, saveProblem: null })
  if (get().flow !== flow) plan(options, book, QUIET_MS)
}

const sameFlow = (a: Flow, b: Flow): boolean => JSON.stringify(a) === JSON.stringify(b)
