import { Button } from '@mantine/core'
import { IconRefresh, IconTestPipe, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { RunChoice } from '../../../server/model/run-endpoint.ts'
import type { RunCriteria, RunRecord } from '../../../server/model/run.ts'
import { useAllowed } from '../../api/session.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { DryRunDialog, MOST_DRY_RUNS } from '../desk/dry-run-dialog.tsx'
import { RetryDialog } from '../desk/retry-dialog.tsx'
import { countText } from '../run-words.ts'
import classes from './list.module.css'
import { NO_SELECTION, type Selection } from './selection.ts'

interface SelectionBarProps {
  selection: Selection
  runs: readonly RunRecord[]
  criteria: RunCriteria
  complete: boolean
  onSelect: (selection: Selection) => void
}

/** As many as one choice may name. */
const MOST_IDS = 500

/** What can be done with the chosen runs. */
export function SelectionBar({ selection, runs, criteria, complete, onSelect }: SelectionBarProps) {
  const [asked, setAsked] = useState<'retry' | 'retry-all' | 'dry-run' | null>(null)
  const mayAct = useAllowed('operator')
  const mayOpen = useAllowed('integrator')
  const chosen = runs.filter(({ id }) => selection.chosen.has(id))
  const dryRunnable = mayOpen && canDryRun(chosen)
  const all = chosen.length > 0 && chosen.length === runs.filter(({ delivery }) => delivery).length
  useChosenActions({ retry: mayAct && chosen.length > 0 && asked === null, dryRun: dryRunnable && asked === null, ask: setAsked })
  const close = (): void => setAsked(null)
  if (chosen.length === 0) return null
  return (
    <div className={classes.strip} role="toolbar" aria-label="Chosen runs">
      <span role="status">{countText(chosen.length, 'run')} chosen</span>
      <Button leftSection={<IconRefresh size={16} />} disabled={chosen.length > MOST_IDS} onClick={() => setAsked('retry')}>
        Retry
      </Button>
      {dryRunnable && (
        <Button variant="default" leftSection={<IconTestPipe size={16} />} onClick={() => setAsked('dry-run')}>
          Try on another version
        </Button>
      )}
      {chosen.length > MOST_IDS && <span>At most {MOST_IDS} can be named at once.</span>}
      {all && (!complete || chosen.length > MOST_IDS) && (
        <Button variant="subtle" onClick={() => setAsked('retry-all')}>
          Retry all that fit the filter
        </Button>
      )}
      <Button variant="subtle" color="gray" leftSection={<IconX size={14} />} onClick={() => onSelect(NO_SELECTION)}>
        Choose none
      </Button>
      {asked === 'dry-run' && <DryRunDialog runs={chosen} onClose={close} />}
      {(asked === 'retry' || asked === 'retry-all') && (
        <RetryDialog {...choiceOf(asked === 'retry' ? chosen : undefined, criteria)} onClose={close} onStarted={() => onSelect(NO_SELECTION)} />
      )}
    </div>
  )
}

function choiceOf(chosen: readonly RunRecord[] | undefined, criteria: RunCriteria): { subject: string; choice: RunChoice } {
  if (!chosen) return { subject: 'all that fit the filter', choice: { criteria } }
  return { subject: `${countText(chosen.length, 'run')} chosen`, choice: { runs: chosen.map(({ id }) => id) } }
}

interface ChosenActions {
  retry: boolean
  dryRun: boolean
  ask: (what: 'retry' | 'dry-run') => void
}

function useChosenActions({ retry, dryRun, ask }: ChosenActions): void {
  usePageActions([
    { id: 'retry-chosen', label: 'Retry the chosen runs', shortcut: 'T', icon: <IconRefresh size={18} />, disabled: !retry, run: () => ask('retry') },
    { id: 'dry-run', label: 'Try the chosen runs on another version', icon: <IconTestPipe size={18} />, disabled: !dryRun, run: () => ask('dry-run') },
  ])
}

/** Documents of one flow, not too many at once. */
const canDryRun = (runs: readonly RunRecord[]): boolean =>
  runs.length > 0 && runs.length <= MOST_DRY_RUNS && runs.every(({ flow, delivery }) => flow === runs[0]!.flow && delivery !== undefined)
