import type { RunRecord } from '../../../server/model/run.ts'
import { DryRunDialog } from '../desk/dry-run-dialog.tsx'
import { RunVerbDialog } from '../desk/run-verb-dialog.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { OpenBodyDialog } from './open-body-dialog.tsx'
import type { RunRequest } from './run-actions.ts'

interface RunDialogsProps {
  run: RunRecord
  asked: RunRequest | null
  onReveal: (body: unknown) => void
  onClose: () => void
}

/** The dialog that an action of a run asks for. */
export function RunDialogs({ run, asked, onReveal, onClose }: RunDialogsProps) {
  if (asked === null) return null
  if (asked === 'edit') return <EditDialog run={run} onClose={onClose} />
  if (asked === 'dry-run') return <DryRunDialog runs={[run]} onClose={onClose} />
  if (asked !== 'reveal') return <RunVerbDialog run={run.id} verb={asked} onClose={onClose} />
  const open = (body: unknown): void => {
    onReveal(body)
    onClose()
  }
  return <OpenBodyDialog run={run.id} title="Reveal the body?" verb="Reveal" onOpened={open} onClose={onClose} />
}
