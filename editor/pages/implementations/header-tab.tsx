import { NumberInput, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import type { CrmHeader } from '../../../server/model/crm-configuration.ts'
import { Panel } from '../../ui/page.tsx'
import { problemAt } from './configuration-place.ts'
import type { ScreenPart } from './screen-part.ts'

const CONNECTIVITY = [
  { value: 'online', label: 'Only with the CRM' },
  { value: 'online-offline', label: 'With the CRM, and without it for the anonymous customer' },
]
const INTEGRATION = [
  { value: 'single', label: 'One address' },
  { value: 'multi', label: 'Several addresses' },
]

/** Name and behaviour of the selector as a whole. */
export function HeaderTab({ work, findings, readOnly }: ScreenPart) {
  const { header } = work.draft.configuration
  const change = (part: Partial<CrmHeader>, field: string): void => work.edit((now) => ({ ...now, header: { ...now.header, ...part } }), `header.${field}`)
  const field = (name: keyof CrmHeader) => ({
    error:
      findings.find(({ place }) => place.tab === 'header' && place.field === name)?.message ??
      problemAt(findings, { tab: 'header', entry: name, field: '', first: '' }),
    'data-at': `header/${name}`,
  })
  const props = { header, change, field, readOnly }
  return (
    <Panel>
      <Stack gap="sm" maw={640}>
        <TextInput
          {...field('name')}
          label="Name"
          value={header.name}
          maxLength={120}
          readOnly={readOnly}
          onChange={(event) => change({ name: event.currentTarget.value }, 'name')}
        />
        <Textarea
          {...field('description')}
          label="Description"
          autosize
          minRows={2}
          value={header.description}
          maxLength={1000}
          readOnly={readOnly}
          onChange={(event) => change({ description: event.currentTarget.value }, 'description')}
        />
        <Behaviour {...props} />
        <Switches {...props} />
      </Stack>
    </Panel>
  )
}

interface HeaderProps {
  header: CrmHeader
  change: (part: Partial<CrmHeader>, field: string) => void
  field: (name: keyof CrmHeader) => object
  readOnly: boolean
}

function Behaviour({ header, change, field, readOnly }: HeaderProps) {
  return (
    <>
      <NumberInput
        {...field('detailColumns')}
        label="Columns of the detail view"
        value={header.detailColumns}
        min={1}
        max={6}
        allowDecimal={false}
        readOnly={readOnly}
        onChange={(value) => typeof value === 'number' && change({ detailColumns: value }, 'detailColumns')}
      />
      <Select
        {...field('connectivity')}
        label="While the CRM is down"
        data={CONNECTIVITY}
        value={header.connectivity}
        allowDeselect={false}
        readOnly={readOnly}
        onChange={(value) => value && change({ connectivity: value as CrmHeader['connectivity'] }, 'connectivity')}
      />
      <Select
        {...field('integration')}
        label="Addresses of a customer"
        data={INTEGRATION}
        value={header.integration}
        allowDeselect={false}
        readOnly={readOnly}
        onChange={(value) => value && change({ integration: value as CrmHeader['integration'] }, 'integration')}
      />
    </>
  )
}

function Switches({ header, change, field, readOnly }: HeaderProps) {
  return (
    <>
      <Switch
        {...field('showIdentifier')}
        label="Show who a customer is in lists of documents"
        description="Asks the CRM each time; off, documents show the reference and no CRM is called."
        checked={header.showIdentifier}
        disabled={readOnly}
        onChange={(event) => change({ showIdentifier: event.currentTarget.checked }, 'showIdentifier')}
      />
      <Switch
        {...field('searchBeforeNew')}
        label="A new customer only after a search"
        description="Keeps the same person from being entered twice."
        checked={header.searchBeforeNew}
        disabled={readOnly}
        onChange={(event) => change({ searchBeforeNew: event.currentTarget.checked }, 'searchBeforeNew')}
      />
    </>
  )
}
