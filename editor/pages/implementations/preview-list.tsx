import { IconSearch } from '@tabler/icons-react'
import type { SelectorDescription, SelectorFilter, SelectorProperty } from '../../../server/model/selector.ts'
import classes from './preview.module.css'
import { sampleValue } from './sample-values.ts'

interface PreviewListProps {
  description: SelectorDescription
  onProperty: (property: string) => void
  onFilter: (filter: string) => void
}

/** Filters and the list of found customers. */
export function PreviewList({ description, onProperty, onFilter }: PreviewListProps) {
  const main = description.filters.filter((filter) => filter.main)
  const more = description.filters.filter((filter) => filter.advanced && !filter.main)
  const shown = description.views.list.flatMap((field) => description.properties.filter(({ apiKey }) => apiKey === field.property))
  return (
    <div className={classes.card}>
      {main.length === 0 && <p className={classes.note}>No filter is shown at once.</p>}
      <div className={classes.filters}>
        {main.map((filter) => (
          <Filter key={filter.id} filter={filter} onFilter={onFilter} />
        ))}
      </div>
      {more.length > 0 && <MoreFilters filters={more} onFilter={onFilter} />}
      {shown.length === 0 ? <p className={classes.note}>No property is shown in the list.</p> : <FoundTable shown={shown} onProperty={onProperty} />}
    </div>
  )
}

function MoreFilters({ filters, onFilter }: { filters: readonly SelectorFilter[]; onFilter: (filter: string) => void }) {
  return (
    <p className={classes.note}>
      More filters:{' '}
      {filters.map(({ id, label }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <button type="button" className={classes.label} onClick={() => onFilter(id)}>
            {label || id}
          </button>
        </span>
      ))}
    </p>
  )
}

function FoundTable({ shown, onProperty }: { shown: readonly SelectorProperty[]; onProperty: (property: string) => void }) {
  return (
    <div className={classes.scroll}>
      <table className={classes.list} aria-label="Found customers">
        <thead>
          <tr>
            {shown.map(({ apiKey, label }) => (
              <th key={apiKey} scope="col">
                <button type="button" className={classes.label} onClick={() => onProperty(apiKey)}>
                  {label || apiKey}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            {shown.map((property) => (
              <td key={property.apiKey}>{sampleValue(property)}</td>
            ))}
          </tr>
          <tr aria-hidden>
            {shown.map(({ apiKey }) => (
              <td key={apiKey}>
                <span className={classes.bar} />
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  )
}

function Filter({ filter, onFilter }: { filter: SelectorFilter; onFilter: (filter: string) => void }) {
  const { id, label, minCharacters, default: first } = filter
  return (
    <div className={classes.field}>
      <button type="button" className={classes.label} onClick={() => onFilter(id)}>
        {label || id}
      </button>
      <span className={classes.input}>
        {filter.type === 'input' && <IconSearch size={14} aria-hidden />}
        {first}
        {minCharacters > 1 && <span className={classes.hint}>from {minCharacters} characters</span>}
      </span>
    </div>
  )
}
