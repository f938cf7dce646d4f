import { Modal, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Client } from '../../../server/model/client.ts'
import { useChange } from '../../api/use-api.tsx'
import { idFromName } from '../../ui/id-from-name.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'

interface NewFlowDialogProps {
  opened: boolean
  onClose: () => void
  clients: Client[]
}

/** Name and client; the new flow opens at once. */
export function NewFlowDialog({ opened, onClose, clients }: NewFlowDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="New flow">
      <NewFlowForm clients={clients} onClose={onClose} />
    </Modal>
  )
}

function NewFlowForm({ clients, onClose }: { clients: Client[]; onClose: () => void }) {
  const [name, setName] = useState('')
  const [client, setClient] = useState(clients[0]?.id ?? '')
  const [, navigate] = useLocation()
  const create = useChange('flows.create', { quiet: true })
  const id = idFromName(name)
  const submit = (): void => create.mutate({ body: { id, name: name.trim(), client, nodes: [], wires: [] } }, { onSuccess: () => navigate(`/flows/${id}`) })
  const taken = create.error?.document.status === 409
  return (
    <DialogForm verb="Create and open" change={create} disabled={id === '' || client === ''} told={taken} onSubmit={submit} onCancel={onClose}>
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={120}
        description={id === '' ? 'The id follows from the name' : `Id: ${id}`}
        error={taken ? 'There is a flow of this name already.' : undefined}
        data-autofocus
      />
      <Select
        label="Client"
        description="The flow uses the connections of this client"
        data={clients.map((each) => ({ value: each.id, label: each.name }))}
        value={client}
        onChange={(next) => setClient(next ?? '')}
        allowDeselect={false}
        searchable
      />
    </DialogForm>
  )
}
