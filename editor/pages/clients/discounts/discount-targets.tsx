import { ActionIcon, Button, Group, Select, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { Client } from '../../../../server/model/client.ts'
import type { CustomerProperty } from '../../../../server/model/crm-configuration.ts'
import { useEndpoint } from '../../../api/use-api.tsx'
import { DenseTable } from '../../../ui/dense-table.tsx'
import { categoryProperties } from './discount-draft.ts'
import type { DiscountPartProps } from './discount-fields.tsx'

/** The customers of a discount: named by reference, or by the values of the category properties. */
export function DiscountTargets({ draft, client, errors, readOnly, onChange }: DiscountPartProps & { client: Client }) {
  const implementations = useEndpoint('implementations.list').data ?? []
  const configuration = implementations.find(({ value }) => value.id === client.crm?.implementation)?.value.configuration
  const categories = categoryProperties(configuration?.properties ?? [])
  const wrong = Object.entries(errors).find(([path]) => path.startsWith('targets'))?.[1]
  return (
    <>
      <Textarea
        label="By reference"
        description="One in a line, such as sandbox-crm:customer:C-1001. No CRM is called for these."
        autosize
        minRows={2}
        maxRows={8}
        value={draft.references}
        readOnly={readOnly}
        error={wrong}
        onChange={(event) => onChange({ ...draft, references: event.currentTarget.value })}
      />
      {categories.length === 0 ? (
        <span>To give it by values, mark a property as category in the implementation that is in use.</span>
      ) : (
        <ValueRows categories={categories} rows={draft.rows} readOnly={readOnly} onChange={(rows) => onChange({ ...draft, rows })} />
      )}
    </>
  )
}

interface ValueRowsProps {
  categories: readonly CustomerProperty[]
  rows: readonly Record<string, string>[]
  readOnly: boolean
  onChange: (rows: Record<string, string>[]) => void
}

/** One row for each composite key. */
function ValueRows({ categories, rows, readOnly, onChange }: ValueRowsProps) {
  const put = (index: number, key: string, value: string): void => onChange(rows.map((row, at) => (at === index ? { ...row, [key]: value } : row)))
  return (
    <>
      {rows.length > 0 && (
        <DenseTable label="By values" columns={[...categories.map(({ apiKey }) => apiKey), '']}>
          {rows.map((row, index) => (
            <ValueRow
              key={index}
              categories={categories}
              row={row}
              place={index + 1}
              readOnly={readOnly}
              onPut={(key, value) => put(index, key, value)}
              onRemove={() => onChange(rows.filter((_, at) => at !== index))}
            />
          ))}
        </DenseTable>
      )}
      {!readOnly && (
        <Group>
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => onChange([...rows, {}])}>
            Add values
          </Button>
        </Group>
      )}
    </>
  )
}

interface ValueRowProps extends Pick<ValueRowsProps, 'categories' | 'readOnly'> {
  row: Record<string, string>
  /** From 1. */
  place: number
  onPut: (key: string, value: string) => void
  onRemove: () => void
}

function ValueRow({ categories, row, place, readOnly, onPut, onRemove }: ValueRowProps) {
  return (
    <tr>
      {categories.map((property) => (
        <td key={property.apiKey}>
          <ValueField
            property={property}
            value={row[property.apiKey] ?? ''}
            row={place}
            readOnly={readOnly}
            onChange={(value) => onPut(property.apiKey, value)}
          />
        </td>
      ))}
      <td>
        {!readOnly && (
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove row ${place}`} onClick={onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </td>
    </tr>
  )
}

interface ValueFieldProps {
  property: CustomerProperty
  value: string
  row: number
  readOnly: boolean
  onChange: (value: string) => void
}

function ValueField({ property, value, row, readOnly, onChange }: ValueFieldProps) {
  const label = `${property.apiKey} of row ${row}`
  if (property.type !== 'combo')
    return (
      <TextInput size="xs" aria-label={label} value={value} readOnly={readOnly} maxLength={255} onChange={(event) => onChange(event.currentTarget.value)} />
    )
  const data = property.options.map((option) => ({ value: option.value, label: option.label.text || option.value }))
  return <Select size="xs" aria-label={label} data={data} value={value === '' ? null : value} readOnly={readOnly} onChange={(next) => onChange(next ?? '')} />
}
