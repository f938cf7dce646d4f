import { ActionIcon, Select, Tooltip } from '@mantine/core'
import { IconTerminal2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { FlowSummary } from '../../../server/model/api-view.ts'
import { CANONICAL_OPERATIONS, type CanonicalOperationId } from '../../../server/model/canonical-operation.ts'
import type { Client } from '../../../server/model/client.ts'
import { useChange, useEndpoint } from '../../api/use-api.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { DenseTable } from '../../ui/dense-table.tsx'
import { Panel, Section } from '../../ui/page.tsx'
import { callExample } from './call-example.ts'

const OPERATIONS = Object.keys(CANONICAL_OPERATIONS) as CanonicalOperationId[]

const DESCRIPTION = 'Which flow answers when a POS or ERP of this client calls. Always the newest published version.'
const SERVED_BY_CRM = ' While the CRM is enabled, the flows of its implementation serve the customers instead.'

/** Canonical operation -> flow. A choice is saved at once; calls go to the newest published version from then on. */
export function BindingsSection({ revision, client, mayEdit }: { revision: number; client: Client; mayEdit: boolean }) {
  const flows = useEndpoint('flows.list')
  const save = useChange('clients.save')
  const own = (flows.data ?? []).filter((flow) => flow.client === client.id)
  const bind = (operation: CanonicalOperationId, flow: string | null): void => {
    const { [operation]: _old, ...others } = client.bindings
    const bindings = flow === null ? others : { ...others, [operation]: flow }
    save.mutate({ params: { id: client.id }, body: { revision, value: { ...client, bindings } } })
  }
  return (
    <Section title="Bindings" description={DESCRIPTION + (client.crm?.enabled ? SERVED_BY_CRM : '')}>
      <Panel flush>
        <DenseTable label="Bindings" columns={['Operation', 'Method and path', 'Flow', '']}>
          {OPERATIONS.map((operation) => (
            <BindingRow key={operation} operation={operation} client={client} flows={own} disabled={!mayEdit || save.isPending} onBind={bind} />
          ))}
        </DenseTable>
      </Panel>
    </Section>
  )
}

interface BindingProps {
  operation: CanonicalOperationId
  client: Client
  flows: FlowSummary[]
  disabled: boolean
  onBind: (operation: CanonicalOperationId, flow: string | null) => void
}

function BindingRow(props: BindingProps) {
  const { title, method, path } = CANONICAL_OPERATIONS[props.operation]
  const [shown, setShown] = useState(false)
  return (
    <>
      <tr>
        <td>{title}</td>
        <td>
          <code>
            {method.toUpperCase()} /api/v1{path}
          </code>
        </td>
        <td>
          <FlowSelect {...props} />
        </td>
        <td>
          <ExampleButton operation={props.operation} shown={shown} onToggle={() => setShown(!shown)} />
        </td>
      </tr>
      {shown && (
        <tr>
          <td colSpan={4} style={{ padding: 12 }}>
            <CopyText text={callExample(props.operation, { origin: window.location.origin })} label="Command" />
          </td>
        </tr>
      )}
    </>
  )
}

function ExampleButton({ operation, shown, onToggle }: { operation: CanonicalOperationId; shown: boolean; onToggle: () => void }) {
  return (
    <Tooltip label="How to call it">
      <ActionIcon
        variant={shown ? 'light' : 'subtle'}
        color={shown ? 'teal' : 'gray'}
        aria-expanded={shown}
        aria-label={`How to call: ${CANONICAL_OPERATIONS[operation].title}`}
        onClick={onToggle}
      >
        <IconTerminal2 size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

function FlowSelect({ operation, client, flows, disabled, onBind }: BindingProps) {
  const bound = client.bindings[operation] ?? null
  const known = flows.map((flow) => ({
    value: flow.id,
    label: flow.publishedVersion === null ? `${flow.name} (not published)` : flow.name,
    disabled: flow.publishedVersion === null && flow.id !== bound,
  }))
  const data = bound !== null && !flows.some((flow) => flow.id === bound) ? [...known, { value: bound, label: bound }] : known
  return (
    <Select
      size="xs"
      aria-label={`Flow for ${CANONICAL_OPERATIONS[operation].title}`}
      data={data}
      value={bound}
      onChange={(next) => onBind(operation, next)}
      disabled={disabled}
      clearable
      placeholder="not bound"
      searchable
      w={232}
      nothingFoundMessage="No flow of this client"
    />
  )
}
