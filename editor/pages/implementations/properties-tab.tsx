import { Button, Menu, SegmentedControl } from '@mantine/core'
import { IconListNumbers, IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { CustomerProperty } from '../../../server/model/crm-configuration.ts'
import { GridTable } from '../../ui/grid/grid-table.tsx'
import { EmptyState, Panel } from '../../ui/page.tsx'
import {
  addProperty,
  changeProperty,
  type ConfigurationEdit,
  duplicateProperty,
  moveProperty,
  numberAllPositions,
  removeProperty,
} from './configuration-edits.ts'
import { problemAt } from './configuration-place.ts'
import classes from './implementation.module.css'
import { COLUMN_GROUPS, type ColumnGroup, groupOfField, propertyColumns } from './property-columns.ts'
import { PropertyPanel } from './property-panel.tsx'
import type { ScreenPart } from './screen-part.ts'

/** The properties of a customer, edited in place; the open one shows its options and where it is used. */
export function PropertiesTab(part: ScreenPart) {
  const { work, at, go, readOnly } = part
  const { properties } = work.draft.configuration
  const group = useGroup(at.field)
  const add = (): void => {
    work.edit(addProperty)
    const taken = addProperty(work.draft.configuration).properties.at(-1)
    go({ tab: 'properties', entry: taken?.apiKey, field: 'apiKey' })
  }
  return (
    <>
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label="Columns"
          data={[...COLUMN_GROUPS]}
          value={group.value}
          onChange={(value) => group.choose(value as ColumnGroup)}
        />
        {!readOnly && <Tools onAdd={add} edit={work.edit} />}
      </div>
      {properties.length === 0 ? (
        <Panel>
          <EmptyState title="No properties yet">A property is a field of a customer as people see it: a name, an e-mail address, a category.</EmptyState>
        </Panel>
      ) : (
        <PropertyGrid part={part} group={group.value} />
      )}
    </>
  )
}

/** The chosen columns; a field that the address names brings its own. */
function useGroup(field: string | undefined): { value: ColumnGroup; choose: (value: ColumnGroup) => void } {
  const [chosen, setChosen] = useState<{ for: string | undefined; value: ColumnGroup }>({ for: undefined, value: 'basics' })
  const value = field !== undefined && field !== 'apiKey' && !field.startsWith('options') && chosen.for !== field ? groupOfField(field) : chosen.value
  return { value, choose: (next) => setChosen({ for: field, value: next }) }
}

function Tools({ onAdd, edit }: { onAdd: () => void; edit: (change: ConfigurationEdit) => void }) {
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconListNumbers size={16} />}>
            Places
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => edit(numberAllPositions)}>Number all views by the order of this list</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button variant="default" leftSection={<IconPlus size={16} />} onClick={onAdd}>
        Add a property
      </Button>
    </>
  )
}

function PropertyGrid({ part, group }: { part: ScreenPart; group: ColumnGroup }) {
  const { work, findings, at, go, language, readOnly } = part
  const { properties, filters } = work.draft.configuration
  const ids = filters.map(({ id }) => id).join(' ')
  const columns = useMemo(() => propertyColumns(group, { language, filters: ids.split(' ').filter(Boolean) }), [group, language, ids])
  const change = (index: number, next: CustomerProperty, column: string): void => {
    const renamed = properties[index]?.apiKey === at.entry && next.apiKey !== at.entry
    work.edit(changeProperty(index, next), `properties.${index}.${column}`)
    if (renamed) go({ tab: 'properties', entry: next.apiKey })
  }
  const open = properties.find(({ apiKey }) => apiKey === at.entry)
  const keyAt = (index: number): string => properties[index]?.apiKey ?? ''
  return (
    <GridTable
      label="Properties"
      rows={properties}
      columns={columns}
      nameOf={({ apiKey }) => apiKey}
      onChange={change}
      onMove={(index, by) => work.edit(moveProperty(index, by))}
      problemOf={(entry, field) => problemAt(findings, { tab: 'properties', entry, field, first: 'apiKey' })}
      open={at.entry}
      detail={open && <PropertyPanel key={open.apiKey} part={part} property={open} />}
      readOnly={readOnly}
      onOpen={(index) => go({ tab: 'properties', entry: keyAt(index) })}
      onDuplicate={(index) => work.edit(duplicateProperty(keyAt(index)))}
      onRemove={(index) => work.edit(removeProperty(keyAt(index)))}
    />
  )
}
