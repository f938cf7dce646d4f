import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import type { Switch } from './use-switch.ts'

/** Another system than before: says what becomes of the references, and asks. */
export function SwitchDialog({ saving, before, next }: { saving: Switch; before: string; next: string }) {
  const { question } = saving
  return (
    <ConfirmDialog
      opened={question !== null}
      title="Move to another system?"
      verb="Switch"
      busy={saving.busy}
      onConfirm={saving.confirm}
      onClose={saving.leave}
    >
      <p>
        From <b>{before}</b> to <b>{next}</b>.
      </p>
      {question?.map(({ path, message }) => (
        <p key={`${path} ${message}`}>{message}</p>
      ))}
      <p>
        References to the system before are kept, but callers can no longer read their customers. Afterwards, look for them in the new system under References;
        switching back brings all of them back.
      </p>
    </ConfirmDialog>
  )
}
