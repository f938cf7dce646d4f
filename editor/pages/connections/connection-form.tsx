import { NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import type { Connection, ConnectorView } from '../../../server/model/connection.ts'
import { Panel, Section } from '../../ui/page.tsx'
import { SchemaForm } from '../../ui/schema-form/schema-form.tsx'
import type { ConnectionDraft } from './connection-draft.ts'
import { CredentialFields } from './credential-fields.tsx'
import { LimitFields } from './limit-fields.tsx'

export interface ConnectionFormProps {
  draft: ConnectionDraft
  onChange: (next: ConnectionDraft) => void
  connector: ConnectorView | undefined
  /** Names of credentials that the server has. */
  set: ReadonlySet<string>
  errors: Record<string, string>
  readOnly: boolean
}

/** Address, login and settings of a connection; what it asks for comes from the connector. */
export function ConnectionForm({ draft, onChange, connector, set, errors, readOnly }: ConnectionFormProps) {
  const { connection } = draft
  const change = (part: Partial<Connection>): void => onChange({ ...draft, connection: { ...connection, ...part } })
  const fields = { connection, change, errors, readOnly }
  return (
    <>
      <Section title="Address">
        <Panel>
          <AddressFields {...fields} />
        </Panel>
      </Section>
      <Section title="Login" description="Secrets are sealed on the server and never shown again.">
        <Panel>
          <CredentialFields draft={draft} onChange={onChange} connector={connector} set={set} errors={errors} readOnly={readOnly} />
        </Panel>
      </Section>
      {connector?.settings && (
        <Section title="Settings">
          <Panel>
            <SchemaForm
              schema={connector.settings}
              value={connection.settings}
              onChange={(next) => change({ settings: next as Connection['settings'] })}
              errors={below(errors, 'settings')}
              readOnly={readOnly}
            />
          </Panel>
        </Section>
      )}
      <LimitFields limits={connection.limits} onChange={(limits) => change({ limits })} errors={below(errors, 'limits')} readOnly={readOnly} />
      <Section title="Details">
        <Panel>
          <DetailFields {...fields} />
        </Panel>
      </Section>
    </>
  )
}

interface FieldsProps {
  connection: Connection
  change: (part: Partial<Connection>) => void
  errors: Record<string, string>
  readOnly: boolean
}

function AddressFields({ connection, change, errors, readOnly }: FieldsProps) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        value={connection.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={errors['name'] ?? errors['id']}
        readOnly={readOnly}
        maxLength={120}
      />
      <TextInput
        label="Base URL"
        placeholder="https://"
        value={connection.baseUrl}
        onChange={(event) => change({ baseUrl: event.currentTarget.value.trim() })}
        error={errors['baseUrl']}
        readOnly={readOnly}
      />
      <Switch
        label="On this machine or network link"
        description="Allows addresses such as 127.0.0.1 that Patchbay otherwise refuses to call."
        checked={connection.local}
        onChange={(event) => change({ local: event.currentTarget.checked })}
        disabled={readOnly}
      />
    </Stack>
  )
}

function DetailFields({ connection, change, errors, readOnly }: FieldsProps) {
  return (
    <Stack gap="sm">
      <TextInput
        label="System"
        description="References such as system:customer:1001 begin with this. Keep it when the system moves to another address."
        value={connection.system}
        onChange={(event) => change({ system: event.currentTarget.value })}
        error={errors['system']}
        readOnly={readOnly}
      />
      <NumberInput
        label="Timeout"
        description="For one request, in milliseconds. Left empty: what the connector proposes."
        value={connection.timeoutMs ?? ''}
        onChange={(next) => change({ timeoutMs: typeof next === 'number' ? next : undefined })}
        error={errors['timeoutMs']}
        readOnly={readOnly}
        min={100}
        hideControls
      />
    </Stack>
  )
}

/** The errors below a path, with paths from there. */
function below(errors: Record<string, string>, path: string): Record<string, string> {
  const own = Object.entries(errors).filter(([at]) => at.startsWith(`${path}.`))
  return Object.fromEntries(own.map(([at, message]) => [at.slice(path.length + 1), message]))
}

export interface ConnectorFieldsProps {
  draft: ConnectionDraft
  connectors: ConnectorView[]
  clients: { id: string; name: string }[]
  onConnector: (next: ConnectorView) => void
  onClient: (next: string) => void
}

/** What is chosen once, when the connection is made. */
export function ConnectorFields({ draft, connectors, clients, onConnector, onClient }: ConnectorFieldsProps) {
  const chosen = connectors.find((connector) => connector.id === draft.connection.connector)
  const choose = (id: string | null): void => {
    const next = connectors.find((connector) => connector.id === id)
    if (next) onConnector(next)
  }
  return (
    <Section title="System">
      <Panel>
        <Stack gap="sm">
          <Select
            label="Connector"
            description={chosen?.description}
            data={connectors.map((each) => ({ value: each.id, label: each.name }))}
            value={draft.connection.connector}
            onChange={choose}
            allowDeselect={false}
            searchable
          />
          <Select
            label="Client"
            description="Only flows of this client can use the connection."
            data={clients.map((each) => ({ value: each.id, label: each.name }))}
            value={draft.connection.client}
            onChange={(next) => next !== null && onClient(next)}
            allowDeselect={false}
            searchable
          />
        </Stack>
      </Panel>
    </Section>
  )
}
