import { Modal, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { CrmConfiguration } from '../../../server/model/crm-configuration.ts'
import type { Implementation } from '../../../server/model/implementation.ts'
import type { ImplementationView } from '../../../server/model/implementation-endpoint.ts'
import { useChange, useEndpoint } from '../../api/use-api.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { idFromName } from '../../ui/id-from-name.ts'

interface NewImplementationProps {
  existing: readonly ImplementationView[]
  onClose: () => void
}

/** Asks what a new implementation is for, and opens it. */
export function NewImplementationDialog({ opened, ...props }: NewImplementationProps & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={props.onClose} title="New implementation">
      <NewImplementationForm {...props} />
    </Modal>
  )
}

interface Wanted {
  name: string
  client: string | null
  connection: string | null
  /** The implementation that it begins as a copy of. */
  from: string | null
}

function NewImplementationForm({ existing, onClose }: NewImplementationProps) {
  const clients = (useEndpoint('clients.list').data ?? []).map(({ value }) => value)
  const [typed, setTyped] = useState<Wanted>({ name: '', client: null, connection: null, from: null })
  const wanted = { ...typed, client: typed.client ?? (clients.length === 1 ? clients[0]!.id : null) }
  const [, navigate] = useLocation()
  const create = useChange('implementations.create', { quiet: true })
  const { client, connection } = wanted
  const id = idFromName(wanted.name)
  const submit = (): void => {
    if (client === null || connection === null) return
    const source = existing.find(({ value }) => value.id === wanted.from)?.value
    const body = begin({ id, client, connection, name: wanted.name.trim() }, source)
    create.mutate({ body }, { onSuccess: () => navigate(`/implementations/${id}/properties`) })
  }
  return (
    <DialogForm verb="Create and open" change={create} disabled={id === '' || client === null || connection === null} onSubmit={submit} onCancel={onClose}>
      <TextInput
        label="Name"
        value={wanted.name}
        maxLength={120}
        description={id === '' ? 'The id follows from the name' : `Id: ${id}`}
        onChange={(event) => setTyped({ ...wanted, name: event.currentTarget.value })}
        data-autofocus
      />
      <Choices wanted={wanted} clients={clients} existing={existing} onChange={setTyped} />
    </DialogForm>
  )
}

interface ChoicesProps {
  wanted: Wanted
  clients: readonly { id: string; name: string }[]
  existing: readonly ImplementationView[]
  onChange: (next: Wanted) => void
}

function Choices({ wanted, clients, existing, onChange }: ChoicesProps) {
  const connections = (useEndpoint('connections.list').data ?? []).filter((view) => view.connection.client === wanted.client).map((view) => view.connection)
  return (
    <>
      <Select
        label="Client"
        data={clients.map((each) => ({ value: each.id, label: each.name }))}
        value={wanted.client}
        allowDeselect={false}
        onChange={(client) => onChange({ ...wanted, client, connection: null })}
      />
      <Select
        label="Connection"
        description="The CRM that the customers live in."
        data={connections.map((each) => ({ value: each.id, label: each.name }))}
        value={wanted.connection}
        allowDeselect={false}
        disabled={wanted.client === null}
        onChange={(connection) => onChange({ ...wanted, connection })}
      />
      <Select
        label="Begin with"
        data={existing.map(({ value }) => ({ value: value.id, label: `a copy of ${value.configuration.header.name}` }))}
        value={wanted.from}
        placeholder="an empty configuration"
        clearable
        onChange={(from) => onChange({ ...wanted, from })}
      />
    </>
  )
}

/** The first state: empty, or as another one. Flows are taken along within a client. */
function begin(facts: { id: string; client: string; connection: string; name: string }, source: Implementation | undefined): Implementation {
  const { id, client, connection, name } = facts
  const empty = CrmConfiguration.parse({
    header: { name },
    properties: [{ apiKey: 'id', type: 'string', role: 'reference', label: { text: 'Number' }, key: true, list: { visible: true, position: 10 } }],
  })
  const configuration = source ? { ...source.configuration, header: { ...source.configuration.header, name } } : empty
  return { id, client, version: 1, connection, flows: source?.client === client ? source.flows : {}, configuration, package: source?.package ?? null }
}
