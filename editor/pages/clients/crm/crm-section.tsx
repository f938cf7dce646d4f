import { Button, Group, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Client, ClientCrm } from '../../../../server/model/client.ts'
import type { ImplementationView } from '../../../../server/model/implementation-endpoint.ts'
import { useEndpoint } from '../../../api/use-api.tsx'
import { Panel, Section } from '../../../ui/page.tsx'
import { ProblemView } from '../../../ui/problem-view.tsx'
import { useFocusFirstError } from '../../../ui/use-focus-first-error.ts'
import { ClientImplementations } from './client-implementations.tsx'
import { LastSwitch } from './last-switch.tsx'
import { crmOf } from './crm-of.ts'
import { namesOf } from './name-of.ts'
import { SwitchDialog } from './switch-dialog.tsx'
import { useSwitch } from './use-switch.ts'

export interface CrmSectionProps {
  revision: number
  client: Client
  mayEdit: boolean
}

/** Where the customers of the client live: enable the CRM, choose the implementation, switch it at any time. */
export function CrmSection({ revision, client, mayEdit }: CrmSectionProps) {
  const stored = crmOf(client)
  // Only what was edited: what somebody else saves meanwhile shows in the other fields.
  const [edited, setEdited] = useState<Partial<ClientCrm>>({})
  const wanted = { ...stored, ...edited }
  const implementations = useEndpoint('implementations.list').data ?? []
  const own = implementations.filter(({ value }) => value.client === client.id)
  const saving = useSwitch({ revision, client, onSaved: () => setEdited({}) })
  const changed = JSON.stringify(wanted) !== JSON.stringify(stored)
  useFocusFirstError(saving.problem)
  return (
    <Section
      title="CRM"
      description="The customers of this client live in its CRM; Patchbay keeps references only. Another implementation can be taken at any time: calls under way end on the one before."
      actions={<DemoTill enabled={client.crm?.enabled === true} />}
    >
      <Panel>
        <form onSubmit={(event) => (event.preventDefault(), saving.save(wanted))}>
          <Stack gap="sm">
            <CrmFields value={wanted} own={own} errors={saving.errors} readOnly={!mayEdit} onChange={(part) => setEdited({ ...edited, ...part })} />
            {saving.problem && Object.keys(saving.errors).length === 0 && <ProblemView problem={saving.problem.document} />}
            {mayEdit && (
              <Group>
                <Button type="submit" loading={saving.busy} disabled={!changed}>
                  Save
                </Button>
              </Group>
            )}
          </Stack>
        </form>
      </Panel>
      <LastSwitch client={client} own={own} saving={saving} changed={changed} readOnly={!mayEdit} />
      <ClientImplementations client={client} implementations={own} />
      <SwitchDialog saving={saving} before={client.crm?.implementation} nameOf={namesOf(own)} />
    </Section>
  )
}

interface CrmFieldsProps {
  value: ClientCrm
  own: readonly ImplementationView[]
  errors: Record<string, string>
  readOnly: boolean
  /** The fields that are another now. */
  onChange: (part: Partial<ClientCrm>) => void
}

function CrmFields({ value, own, errors, readOnly, onChange }: CrmFieldsProps) {
  return (
    <>
      <Switch
        label="Customers live in the CRM"
        description="Off: the flows that are bound under Calls serve customers, as the standard selector."
        checked={value.enabled}
        disabled={readOnly}
        error={errors['enabled']}
        onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
      />
      <ImplementationSelect value={value} own={own} errors={errors} readOnly={readOnly} onChange={onChange} />
      <TextInput
        label="Anonymous customer"
        description="Reference of the local party of every document."
        value={value.anonymousCustomer}
        readOnly={readOnly}
        error={errors['anonymousCustomer']}
        onChange={(event) => onChange({ anonymousCustomer: event.currentTarget.value.trim() })}
      />
      <TagsInput
        label="Web pages that may call"
        description="Origins such as https://till.example; press Enter after each."
        value={value.origins}
        readOnly={readOnly}
        error={errors['origins'] ?? Object.entries(errors).find(([path]) => path.startsWith('origins'))?.[1]}
        onChange={(origins) => onChange({ origins })}
      />
    </>
  )
}

function ImplementationSelect({ value, own, errors, readOnly, onChange }: CrmFieldsProps) {
  return (
    <Select
      label="Implementation"
      data={own.map(({ value: each, connection }) => ({
        value: each.id,
        label: `${each.configuration.header.name} (${connection?.connection.system ?? 'no system'})`,
      }))}
      value={value.implementation}
      placeholder="none"
      clearable={!value.enabled}
      allowDeselect={false}
      readOnly={readOnly}
      error={errors['implementation']}
      description={value.implementation === null ? 'Must be chosen before the CRM is enabled.' : <ConfigureLink id={value.implementation} />}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      onChange={(implementation) => onChange({ implementation })}
    />
  )
}

const ConfigureLink = ({ id }: { id: string }) => <Link href={`/implementations/${id}/properties`}>Configure it</Link>

/** The demonstration till is there where the sandbox runs. */
function DemoTill({ enabled }: { enabled: boolean }) {
  const sandbox = useEndpoint('connections.list').data?.some((view) => view.sandbox)
  if (!sandbox || !enabled) return null
  return (
    <Button component="a" href="/demo/till" target="_blank" variant="default" rightSection={<IconExternalLink size={14} />}>
      Open the demo till
    </Button>
  )
}
