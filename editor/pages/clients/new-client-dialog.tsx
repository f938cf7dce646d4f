import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useChange } from '../../api/use-api.tsx'
import { idFromName } from '../../ui/id-from-name.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'

/** Asks for the name of a new client and opens it. */
export function NewClientDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New client">
      <NewClientForm onClose={onClose} />
    </Modal>
  )
}

function NewClientForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [, navigate] = useLocation()
  const create = useChange('clients.create', { quiet: true })
  const id = idFromName(name)
  const submit = (): void => create.mutate({ body: { id, name: name.trim(), bindings: {} } }, { onSuccess: () => navigate(`/clients/${id}`) })
  const taken = create.error?.document.status === 409
  return (
    <DialogForm verb="Create and open" change={create} disabled={id === ''} told={taken} onSubmit={submit} onCancel={onClose}>
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={120}
        description={id === '' ? 'The id follows from the name' : `Id: ${id}`}
        error={taken ? 'There is a client of this name already.' : undefined}
        data-autofocus
      />
    </DialogForm>
  )
}
