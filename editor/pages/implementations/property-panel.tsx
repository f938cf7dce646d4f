import { Button, CloseButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { ComboOption, CrmConfiguration, CustomerProperty } from '../../../server/model/crm-configuration.ts'
import { fieldColumn, type GridColumn } from '../../ui/grid/grid-column.ts'
import { GridTable } from '../../ui/grid/grid-table.tsx'
import { addOption, ADDRESS_PARTS, moveBy, replaceAt } from './configuration-edits.ts'
import { type ConfigurationPlace, problemAt } from './configuration-place.ts'
import classes from './implementation.module.css'
import { labelColumn } from './label-column.ts'
import type { ScreenPart } from './screen-part.ts'

/** What of a property does not fit into its row: the options of a choice, and where it is used. */
export function PropertyPanel({ part, property }: { part: ScreenPart; property: CustomerProperty }) {
  const { work, go } = part
  return (
    <section className={classes.detail} aria-label={`Property ${property.apiKey}`}>
      <header className={classes.panelHead}>
        <h3>
          <code>{property.apiKey}</code>
        </h3>
        <CloseButton size="sm" aria-label="Close the property" onClick={() => go({ tab: 'properties' })} />
      </header>
      <Usage uses={usesOf(work.draft.configuration, property)} go={go} />
      {(property.type === 'combo' || property.options.length > 0) && <Options part={part} property={property} />}
    </section>
  )
}

interface Use {
  place: ConfigurationPlace
  text: string
}

/** Where a property is named: filters and addresses. */
function usesOf({ filters, addresses }: CrmConfiguration, { apiKey }: CustomerProperty): Use[] {
  const searched = filters
    .filter(({ properties }) => properties.includes(apiKey))
    .map(({ id }) => ({ place: { tab: 'filters', entry: id } as const, text: `filter ${id}` }))
  const parts = addresses.flatMap((address) =>
    ADDRESS_PARTS.filter((part) => address[part] === apiKey).map((part) => ({
      place: { tab: 'addresses', entry: address.id, field: part } as const,
      text: `${part} of address ${address.id}`,
    })),
  )
  return [...searched, ...parts]
}

function Usage({ uses, go }: { uses: readonly Use[]; go: ScreenPart['go'] }) {
  if (uses.length === 0) return <p className={classes.dim}>No filter and no address uses it.</p>
  return (
    <p className={classes.dim}>
      Used by{' '}
      {uses.map(({ place, text }, index) => (
        <span key={text}>
          {index > 0 && ', '}
          <button type="button" className={classes.link} onClick={() => go(place)}>
            {text}
          </button>
        </span>
      ))}
      .
    </p>
  )
}

function optionColumns(language: string, apiKey: string): GridColumn<ComboOption>[] {
  const at = (column: GridColumn<ComboOption>): GridColumn<ComboOption> => column
  return [
    at(fieldColumn('value', 'Value', { late: true, most: 64, width: 140, hint: `What callers send and get for ${apiKey}` })),
    at(fieldColumn('crmValue', 'In the CRM', { optional: true, most: 255, width: 140, hint: 'What the CRM calls it; left empty: the same' })),
    labelColumn(language),
    at(fieldColumn('default', 'Default', { kind: 'check', width: 64 })),
    at(fieldColumn('position', 'Place', { kind: 'number', width: 60 })),
  ]
}

function Options({ part, property }: { part: ScreenPart; property: CustomerProperty }) {
  const { work, findings, language, readOnly } = part
  const { apiKey, options } = property
  const columns = useMemo(() => optionColumns(language, apiKey), [language, apiKey])
  const put = (make: (options: readonly ComboOption[]) => ComboOption[], mark?: string): void =>
    work.edit((now) => ({ ...now, properties: now.properties.map((each) => (each.apiKey === apiKey ? { ...each, options: make(each.options) } : each)) }), mark)
  const problemOf = (value: string, column: string): string | undefined =>
    problemAt(findings, { tab: 'properties', entry: apiKey, field: `options.${value}.${column}`, first: `options.${value}.value` })
  return (
    <>
      {options.length > 0 && (
        <GridTable
          label={`Options of ${apiKey}`}
          rows={options}
          columns={columns}
          nameOf={({ value }) => value}
          onChange={(index, next, column) => put((now) => replaceAt(now, index, next), `options.${apiKey}.${index}.${column}`)}
          onMove={(index, by) => put((now) => moveBy(now, index, by))}
          problemOf={problemOf}
          readOnly={readOnly}
          onRemove={(index) => put((now) => now.toSpliced(index, 1))}
        />
      )}
      {!readOnly && (
        <div>
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => work.edit(addOption(apiKey))}>
            Add an option
          </Button>
        </div>
      )}
    </>
  )
}
