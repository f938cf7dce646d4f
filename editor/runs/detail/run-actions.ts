import type { RunRecord } from '../../../server/model/run.ts'
import type { Action } from '../../actions/action.ts'
import { VERB_WORDS, verbFits, type RunVerb } from '../desk/run-verbs.ts'

/** What the screen of a run can ask for and show. */
export type RunRequest = RunVerb | 'edit' | 'reveal' | 'dry-run'

/** What the actions of a run act on. */
export interface RunSubject {
  readonly run: RunRecord
  /** May the user retry, pause and so on? */
  readonly mayAct: boolean
  /** May the user see and edit the body? */
  readonly mayOpen: boolean
  /** The body is still there. */
  readonly hasBody: boolean
  readonly previous: string | undefined
  readonly next: string | undefined
  /** Opens the dialog. */
  ask(request: RunRequest): void
  open(run: string): void
  copyId(): void
}

const verb = (id: RunVerb, shortcut?: string): Action<RunSubject> => ({
  id,
  label: VERB_WORDS[id],
  ...(shortcut !== undefined && { shortcuts: [shortcut] }),
  where: 'screen',
  allowed: ({ run, mayAct }) => mayAct && verbFits(id, run),
  apply: ({ ask }) => ask(id),
})

const withBody = (id: 'edit' | 'reveal' | 'dry-run', label: string, shortcut: string): Action<RunSubject> => ({
  id,
  label,
  shortcuts: [shortcut],
  where: 'screen',
  allowed: ({ mayOpen, hasBody, run }) => mayOpen && hasBody && (id !== 'edit' || verbFits('retry', run)),
  apply: ({ ask }) => ask(id),
})

/** Everything a person can do with one run, in the order it is offered. */
export const RUN_ACTIONS: readonly Action<RunSubject>[] = [
  verb('retry', 'T'),
  verb('resume', 'U'),
  withBody('edit', 'Edit and retry', 'E'),
  withBody('dry-run', 'Try on another version', 'D'),
  verb('pause', 'P'),
  verb('skip', 'S'),
  verb('cancel', 'X'),
  verb('undo'),
  verb('purge'),
  withBody('reveal', 'Reveal the body', 'V'),
  {
    id: 'next-run',
    label: 'Next run of the list',
    shortcuts: ['J'],
    where: 'screen',
    allowed: ({ next }) => next !== undefined,
    apply: ({ open, next }) => next && open(next),
  },
  {
    id: 'previous-run',
    label: 'Previous run of the list',
    shortcuts: ['K'],
    where: 'screen',
    allowed: ({ previous }) => previous !== undefined,
    apply: ({ open, previous }) => previous && open(previous),
  },
  { id: 'copy-id', label: 'Copy the run id', shortcuts: ['Y'], where: 'screen', allowed: () => true, apply: ({ copyId }) => copyId() },
]

/** The actions that stand as buttons, and those in the menu beside them. */
export function shownActions(subject: RunSubject): { first: Action<RunSubject>[]; more: Action<RunSubject>[] } {
  const offered = RUN_ACTIONS.filter(({ id }) => !['reveal', 'next-run', 'previous-run', 'copy-id'].includes(id)).filter((action) => action.allowed(subject))
  return { first: offered.slice(0, 2), more: offered.slice(2) }
}
