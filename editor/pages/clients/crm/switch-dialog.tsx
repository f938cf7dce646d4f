import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import type { NameOf } from './name-of.ts'
import type { Switch } from './use-switch.ts'

/** Another system than before: says what becomes of the references, and asks. */
export function SwitchDialog({ saving, before, nameOf }: { saving: Switch; before: string | null | undefined; nameOf: NameOf }) {
  const { question } = saving
  return (
    <ConfirmDialog
      opened={question !== null}
      title="Move to another system?"
      verb="Switch"
      harmless
      busy={saving.busy}
      onConfirm={saving.confirm}
      onClose={saving.leave}
    >
      <p>
        From <b>{nameOf(before)}</b> to <b>{nameOf(question?.wanted.implementation)}</b>.
      </p>
      {question?.errors.map(({ path, message }) => (
        <p key={`${path} ${message}`}>{message}</p>
      ))}
      <p>Nothing is lost: switching back brings them back, and under References the customers can be looked for in the new system.</p>
    </ConfirmDialog>
  )
}
