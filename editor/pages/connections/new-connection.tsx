import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ConnectorView } from '../../../server/model/connection.ts'
import { useChange } from '../../api/use-api.tsx'
import { idFromName } from '../../ui/id-from-name.ts'
import { EmptyState } from '../../ui/page.tsx'
import { useFocusFirstError } from '../../ui/use-focus-first-error.ts'
import { FormButtons } from '../../ui/form-buttons.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { newDraft, typedCredentials, withConnector, type ConnectionDraft } from './connection-draft.ts'
import { ConnectionForm, ConnectorFields } from './connection-form.tsx'

interface NewConnectionProps {
  connectors: ConnectorView[]
  clients: { id: string; name: string }[]
}

/** Makes a connection; afterwards it opens, to be tested. */
export function NewConnection({ connectors, clients }: NewConnectionProps) {
  const choices = [...connectors.filter((each) => !each.sandbox), ...connectors.filter((each) => each.sandbox)]
  if (!choices[0] || !clients[0])
    return <EmptyState title="A client is needed first">A connection belongs to one client. Create a client, then come back.</EmptyState>
  return <NewConnectionForm connectors={choices} clients={clients} first={newDraft(choices[0], clients[0].id)} />
}

function NewConnectionForm({ connectors, clients, first }: NewConnectionProps & { first: ConnectionDraft }) {
  const [draft, setDraft] = useState(first)
  const create = useChange('connections.create', { quiet: true })
  const [, navigate] = useLocation()
  const connector = connectors.find((each) => each.id === draft.connection.connector)
  const base = idFromName(draft.connection.name)
  const id = base === 'new' ? 'new-connection' : base
  const submit = (): void =>
    create.mutate(
      { body: { connection: { ...draft.connection, id }, credentials: typedCredentials(draft) } },
      { onSuccess: () => navigate(`/connections/${id}`) },
    )
  useFocusFirstError(create.error)
  const errors = { ...create.error?.fieldErrors(), ...create.error?.fieldErrors('connection') }
  return (
    <form onSubmit={(event) => (event.preventDefault(), submit())} style={{ display: 'contents' }}>
      <ConnectorFields
        draft={draft}
        connectors={connectors}
        clients={clients}
        onConnector={(next) => setDraft(withConnector(draft, connector, next))}
        onClient={(client) => setDraft({ ...draft, connection: { ...draft.connection, client } })}
      />
      <ConnectionForm draft={draft} onChange={setDraft} connector={connector} set={new Set()} errors={errors} readOnly={false} />
      {create.error && <ProblemView problem={create.error.document} />}
      <FormButtons
        verb="Create the connection"
        busy={create.isPending}
        disabled={id === '' || draft.connection.baseUrl === ''}
        onCancel={() => navigate('/connections')}
      />
    </form>
  )
}
