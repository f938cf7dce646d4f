import { Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { CrmConfiguration, Label } from '../../../server/model/crm-configuration.ts'
import { fieldColumn, type GridColumn } from '../../ui/grid/grid-column.ts'
import { GridTable } from '../../ui/grid/grid-table.tsx'
import { languagesOf } from '../../../server/model/describe-selector.ts'
import { replaceAt } from './configuration-edits.ts'
import { problemAt } from './configuration-place.ts'
import classes from './implementation.module.css'
import type { ScreenPart } from './screen-part.ts'

interface LabelRow {
  /** "property email", "filter name", "option gold of category". */
  name: string
  label: Label
  /** Where a problem of it is reported. */
  at: { tab: 'properties' | 'filters'; entry: string; field: string }
  write: (configuration: CrmConfiguration, label: Label) => CrmConfiguration
}

function rowsOf({ properties, filters }: CrmConfiguration): LabelRow[] {
  const ofProperties = properties.flatMap(({ apiKey, label, options }, index): LabelRow[] => [
    {
      name: `property ${apiKey}`,
      label,
      at: { tab: 'properties', entry: apiKey, field: 'label' },
      write: (now, next) => ({ ...now, properties: now.properties.map((each, place) => (place === index ? { ...each, label: next } : each)) }),
    },
    ...options.map((option, at): LabelRow => ({
      name: `option ${option.value} of ${apiKey}`,
      label: option.label,
      at: { tab: 'properties', entry: apiKey, field: `options.${option.value}.label` },
      write: (now, next) => ({
        ...now,
        properties: now.properties.map((each, place) =>
          place === index && each.options[at] ? { ...each, options: replaceAt(each.options, at, { ...each.options[at], label: next }) } : each,
        ),
      }),
    })),
  ])
  const ofFilters = filters.map(({ id, label }, index): LabelRow => ({
    name: `filter ${id}`,
    label,
    at: { tab: 'filters', entry: id, field: 'label' },
    write: (now, next) => ({ ...now, filters: now.filters.map((each, place) => (place === index ? { ...each, label: next } : each)) }),
  }))
  return [...ofProperties, ...ofFilters]
}

function columnsFor(languages: readonly string[]): readonly GridColumn<LabelRow>[] {
  return [
    { id: 'name', title: 'Of', kind: 'text', fixed: true, width: 220, read: (row) => row.name, write: (row) => row },
    fieldColumn('label.translatable', 'Translated', { kind: 'check', width: 84 }),
    fieldColumn('label.text', 'Text', { width: 160, most: 120, hint: 'The same in all languages', off: ({ label }) => label.translatable }),
    ...languages.map((language) =>
      fieldColumn<LabelRow>(`label.messages.${language}`, language, { width: 150, most: 120, off: ({ label }) => !label.translatable }),
    ),
  ]
}

/** Everything people read, in all languages, in one table. */
export function LabelsTab({ work, findings, readOnly }: ScreenPart) {
  const { configuration } = work.draft
  const [further, setFurther] = useState<readonly string[]>([])
  const languages = [...new Set([...languagesOf(configuration), ...further])]
  const joined = languages.join(' ')
  const columns = useMemo(() => columnsFor(joined.split(' ').filter(Boolean)), [joined])
  const rows = rowsOf(configuration)
  return (
    <>
      <div className={classes.tools}>
        <span className={classes.dim}>A translated label has a message for each language; of one that is not, the text counts.</span>
        {!readOnly && <AddLanguage taken={languages} onAdd={(language) => setFurther([...further, language])} />}
      </div>
      <GridTable
        label="Labels"
        rows={rows}
        columns={columns}
        nameOf={({ name }) => name}
        onChange={(index, next, column) => work.edit((now) => rows[index]?.write(now, next.label) ?? now, `labels.${index}.${column}`)}
        problemOf={(name, column) => {
          const row = rows.find((each) => each.name === name)
          return row && column !== 'name' ? problemAt(findings, { ...row.at, field: `${row.at.field.replace(/label$/, '')}${column}`, first: '' }) : undefined
        }}
        readOnly={readOnly}
      />
    </>
  )
}

function AddLanguage({ taken, onAdd }: { taken: readonly string[]; onAdd: (language: string) => void }) {
  const [typed, setTyped] = useState('')
  const fits = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(typed) && !taken.includes(typed)
  return (
    <form className={classes.inline} onSubmit={(event) => (event.preventDefault(), fits && (onAdd(typed), setTyped('')))}>
      <TextInput
        size="xs"
        w={90}
        aria-label="Language to add"
        placeholder="de, fr-CA"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value.trim())}
      />
      <Button type="submit" variant="default" leftSection={<IconPlus size={16} />} disabled={!fits}>
        Add a language
      </Button>
    </form>
  )
}
