import { Modal, Stack } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useChange } from '../../api/use-api.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { FormButtons } from '../../ui/form-buttons.tsx'
import { isPassword, NewPasswordInput } from '../account-fields.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'

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
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    update.mutate({ params: { name: user }, body: { password } }, { onSuccess: () => (notifyDone(`${user} has a new password.`), onClose()) })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <NewPasswordInput
          description="At least 10 characters. Tell it to the user in person."
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          data-autofocus
        />
        {update.error && <ProblemView problem={update.error.document} />}
        <FormButtons verb="Set the password" busy={update.isPending} disabled={!isPassword(password)} onCancel={onClose} />
      </Stack>
    </form>
  )
}
