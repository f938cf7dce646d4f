import { Modal, Select } from '@mantine/core'
import { useState } from 'react'
import { ROLES, type Role } from '../../../server/model/user.ts'
import { useChange } from '../../api/use-api.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { isPassword, isUserName, NewPasswordInput, UserNameInput } from '../account-fields.tsx'

/** Asks for name, role and first password of a new user. */
export function NewUserDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New user">
      <NewUserForm onClose={onClose} />
    </Modal>
  )
}

function NewUserForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [password, setPassword] = useState('')
  const create = useChange('users.create', { quiet: true })
  const errors = create.error?.fieldErrors() ?? {}
  const submit = (): void => create.mutate({ body: { name, role, password } }, { onSuccess: onClose })
  return (
    <DialogForm
      verb="Create the user"
      change={create}
      disabled={!isUserName(name) || !isPassword(password)}
      told={Object.keys(errors).length > 0}
      onSubmit={submit}
      onCancel={onClose}
    >
      <UserNameInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={errors['name']}
        autoComplete="off"
        data-autofocus
      />
      <Select label="Role" data={[...ROLES]} value={role} onChange={(next) => next && setRole(next as Role)} allowDeselect={false} />
      <NewPasswordInput value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={errors['password']} />
    </DialogForm>
  )
}
