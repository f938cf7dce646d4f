import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { CustomerFilter } from '../../../server/model/crm-configuration.ts'
import { fieldColumn, type GridColumn } from '../../ui/grid/grid-column.ts'
import { GridTable } from '../../ui/grid/grid-table.tsx'
import { EmptyState, Panel } from '../../ui/page.tsx'
import { addFilter, moveBy, replaceAt } from './configuration-edits.ts'
import { problemAt } from './configuration-place.ts'
import classes from './implementation.module.css'
import { labelColumn } from './label-column.ts'
import type { ScreenPart } from './screen-part.ts'

const TYPES = [
  { value: 'input', label: 'text' },
  { value: 'combo', label: 'choice' },
  { value: 'checkbox', label: 'yes or no' },
  { value: 'date', label: 'date' },
]

type Column = GridColumn<CustomerFilter>

/** Properties are written as a list with commas. */
const PROPERTIES: Column = {
  id: 'properties',
  title: 'Searches in',
  hint: 'Properties with commas between; any of them may match',
  kind: 'text',
  width: 190,
  late: true,
  read: (row) => row.properties.join(', '),
  write: (row, value) => ({
    ...row,
    properties: String(value ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  }),
}

const columnsIn = (language: string): readonly Column[] => [
  fieldColumn('id', 'Filter', { late: true, most: 63, width: 130 }),
  labelColumn(language),
  fieldColumn('type', 'Type', { kind: 'choice', choices: TYPES, width: 90 }),
  PROPERTIES,
  fieldColumn('minCharacters', 'From', { kind: 'number', width: 56, hint: 'Fewer characters are refused before the CRM is called' }),
  fieldColumn('main', 'Main', { group: 'Shown', kind: 'check', width: 52, hint: 'Shown at once' }),
  fieldColumn('advanced', 'More', { group: 'Shown', kind: 'check', width: 52, hint: 'Shown among the advanced ones' }),
  fieldColumn('selector', 'Quick', { group: 'Shown', kind: 'check', width: 54, hint: 'The one field of a small selector' }),
  fieldColumn('position', 'Place', { group: 'Shown', kind: 'number', width: 56 }),
  fieldColumn('default', 'Begins with', { most: 64, width: 100 }),
  fieldColumn('sortable', 'Sorts', { kind: 'check', width: 52, hint: 'The list can be sorted by it' }),
  fieldColumn('scan', 'Scan', { kind: 'check', width: 50, hint: 'What a scanner reads goes here' }),
  fieldColumn('active', 'Active', { kind: 'check', width: 56 }),
]

/** The criteria by which people search. */
export function FiltersTab({ work, findings, at, language, readOnly }: ScreenPart) {
  const { filters } = work.draft.configuration
  const columns = useMemo(() => columnsIn(language), [language])
  const put = (make: (filters: readonly CustomerFilter[]) => CustomerFilter[], mark?: string): void =>
    work.edit((now) => ({ ...now, filters: make(now.filters) }), mark)
  return (
    <>
      <div className={classes.tools}>
        <span className={classes.dim}>What people search by. A criterion with too few characters never reaches the CRM.</span>
        {!readOnly && (
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => work.edit(addFilter)}>
            Add a filter
          </Button>
        )}
      </div>
      {filters.length === 0 ? (
        <Panel>
          <EmptyState title="No filters yet">Without a filter customers cannot be searched.</EmptyState>
        </Panel>
      ) : (
        <GridTable
          label="Filters"
          rows={filters}
          columns={columns}
          nameOf={({ id }) => id}
          onChange={(index, next, column) => put((now) => replaceAt(now, index, next), `filters.${index}.${column}`)}
          onMove={(index, by) => put((now) => moveBy(now, index, by))}
          problemOf={(entry, field) => problemAt(findings, { tab: 'filters', entry, field, first: 'id' })}
          open={at.entry}
          readOnly={readOnly}
          onRemove={(index) => put((now) => now.toSpliced(index, 1))}
        />
      )}
    </>
  )
}
