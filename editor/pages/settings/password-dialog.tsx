import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/use-api.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { isPassword, NewPasswordInput } from '../account-fields.tsx'

/** Gives a user another password. */
export function PasswordDialog({ user, onClose }: { user: string | null; onClose: () => void }) {
  return (
    <Modal opened={user !== null} onClose={onClose} title={`New password for ${user ?? ''}`}>
      {user !== null && <PasswordForm user={user} onClose={onClose} />}
    </Modal>
  )
}

function PasswordForm({ user, onClose }: { user: string; onClose: () => void }) {
  const [password, setPassword] = useState('')
  const update = useChange('users.update', { quiet: true })
  const submit = (): void =>
    update.mutate({ params: { name: user }, body: { password } }, { onSuccess: () => (notifyDone(`${user} has a new password.`), onClose()) })
  return (
    <DialogForm verb="Set the password" change={update} disabled={!isPassword(password)} onSubmit={submit} onCancel={onClose}>
      <NewPasswordInput
        description="At least 10 characters. Tell it to the user in person."
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        data-autofocus
      />
    </DialogForm>
  )
}
