import { Modal, Select, Stack } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ROLES, type Role } from '../../../server/model/user.ts'
import { useChange } from '../../api/use-api.tsx'
import { FormButtons } from '../../ui/form-buttons.tsx'
import { isPassword, isUserName, NewPasswordInput, UserNameInput } from '../account-fields.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'

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
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    create.mutate({ body: { name, role, password } }, { onSuccess: onClose })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
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
        {create.error && Object.keys(errors).length === 0 && <ProblemView problem={create.error.document} />}
        <FormButtons verb="Create the user" busy={create.isPending} disabled={!isUserName(name) || !isPassword(password)} onCancel={onClose} />
      </Stack>
    </form>
  )
}
