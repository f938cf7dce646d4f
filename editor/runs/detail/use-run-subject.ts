import { useClipboard } from '@mantine/hooks'
import { useLocation } from 'wouter'
import type { RunRecord } from '../../../server/model/run.ts'
import { shownKey } from '../../actions/action.ts'
import { useAllowed } from '../../api/session.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { RUN_ACTIONS, type RunRequest, type RunSubject } from './run-actions.ts'
import { runNeighbours } from './run-order.ts'

/** Is the sealed body of the run still there? It is destroyed when the run is delivered, and when it expires. */
export const hasBody = ({ delivery, state }: RunRecord): boolean => delivery !== undefined && state !== 'succeeded' && state !== 'needs-payload'

/** What the actions of a run act on. */
export function useRunSubject(run: RunRecord, ask: (request: RunRequest) => void): RunSubject {
  const [, navigate] = useLocation()
  const clipboard = useClipboard()
  const { previous, next } = runNeighbours(run.id)
  return {
    run,
    mayAct: useAllowed('operator'),
    mayOpen: useAllowed('integrator'),
    hasBody: hasBody(run),
    previous,
    next,
    ask,
    open: (id) => navigate(`/runs/${id}`, { replace: true }),
    copyId: () => {
      clipboard.copy(run.id)
      notifyDone('The run id is copied.')
    },
  }
}

/** Shows the actions in the command palette and binds their keys; not while a dialog is open (`covered`). */
export function useRunActions(subject: RunSubject, covered: boolean): void {
  usePageActions(
    RUN_ACTIONS.map((action) => ({
      id: `run-${action.id}`,
      label: action.label,
      shortcut: shownKey(action),
      disabled: covered || !action.allowed(subject),
      run: () => action.apply(subject),
    })),
  )
}
