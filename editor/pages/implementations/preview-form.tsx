import type { SelectorDescription, SelectorField, SelectorProperty } from '../../../server/model/selector.ts'
import classes from './preview.module.css'
import { sampleValue } from './sample-values.ts'

interface PreviewFormProps {
  description: SelectorDescription
  view: 'detail' | 'create' | 'edit'
  onProperty: (property: string) => void
}

/** One customer: looked at, created or edited. */
export function PreviewForm({ description, view, onProperty }: PreviewFormProps) {
  const fields = description.views[view]
  const { detailColumns } = description.header
  if (fields.length === 0) return <p className={classes.note}>No property is shown here.</p>
  return (
    <div className={classes.card}>
      {sectionsOf(fields).map(({ section, fields: own }) => (
        <section key={section}>
          {section !== '' && <h4>{section}</h4>}
          <div className={classes.form} style={{ gridTemplateColumns: `repeat(${detailColumns}, minmax(0, 1fr))` }}>
            {own.map((field) => {
              const property = description.properties.find(({ apiKey }) => apiKey === field.property)
              return property && <Field key={field.property} field={field} property={property} view={view} columns={detailColumns} onProperty={onProperty} />
            })}
          </div>
        </section>
      ))}
    </div>
  )
}

/** Fields by section, each where its first field stands. */
function sectionsOf(fields: readonly SelectorField[]): { section: string; fields: SelectorField[] }[] {
  const sections = new Map<string, SelectorField[]>()
  for (const field of fields) sections.set(field.section, [...(sections.get(field.section) ?? []), field])
  return [...sections].map(([section, own]) => ({ section, fields: own }))
}

interface FieldProps extends Pick<PreviewFormProps, 'view' | 'onProperty'> {
  field: SelectorField
  property: SelectorProperty
  columns: number
}

function Field({ field, property, view, columns, onProperty }: FieldProps) {
  const value = view === 'create' ? (property.options.find((option) => option.default)?.label ?? '') : sampleValue(property)
  const plain = view === 'detail' || !field.editable
  return (
    <div className={classes.field} style={{ gridColumn: `span ${Math.min(field.columns, columns)}` }}>
      <button type="button" className={classes.label} onClick={() => onProperty(property.apiKey)}>
        {property.label || property.apiKey}
        {field.mandatory && (
          <span className={classes.must} aria-label="mandatory">
            {' '}
            *
          </span>
        )}
      </button>
      <span className={plain ? classes.value : classes.input} data-type={property.type}>
        {property.type === 'boolean' && !plain ? <input type="checkbox" disabled aria-label={property.label} /> : value}
      </span>
    </div>
  )
}
