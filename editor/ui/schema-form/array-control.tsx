import { ActionIcon, Button, Fieldset, MultiSelect } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useForm, type ControlProps } from './form-context.ts'
import { emptyValue, joinPath, labelFrom, resolveSchema, typeOf } from './form-schema.ts'
import type { JsonSchema } from '../../../server/model/json-schema.ts'
import { ObjectFields } from './object-fields.tsx'
import classes from './schema-form.module.css'

/** A list: entries can be added, removed and moved. A list of named values is one choice of several. */
export function ArrayControl(props: ControlProps) {
  const form = useForm()
  const item = resolveSchema(props.schema.items ?? {}, form.schema)
  if (item.enum && props.schema['x-control'] === undefined) return <SeveralControl {...props} options={item.enum.map(String)} />
  return <ListControl {...props} item={item} />
}

function SeveralControl({ value, onChange, label, description, error, required, readOnly, options }: ControlProps & { options: string[] }) {
  return (
    <MultiSelect
      data={options}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={onChange}
      label={label}
      description={description}
      error={error}
      withAsterisk={required}
      readOnly={readOnly}
    />
  )
}

function ListControl({ schema, value, onChange, label, description, error, path, readOnly, item }: ControlProps & { item: JsonSchema }) {
  const form = useForm()
  const entries: unknown[] = Array.isArray(value) ? value : []
  const name = item.title ?? singular(label)
  const move = (from: number, to: number): void => onChange(entries.toSpliced(from, 1).toSpliced(to, 0, entries[from]))
  const full = schema.maxItems !== undefined && entries.length >= schema.maxItems
  return (
    <Fieldset legend={label} className={classes.group}>
      {description && <p className={classes.help}>{description}</p>}
      {entries.map((entry, index) => (
        <div key={index} className={classes.entry} role="group" aria-label={`${name} ${index + 1}`}>
          <div className={classes.entryFields}>
            <EntryFields
              item={item}
              value={entry}
              onChange={(next) => onChange(entries.with(index, next ?? emptyValue(item, form.schema)))}
              path={joinPath(path, index)}
              label={`${name} ${index + 1}`}
            />
          </div>
          {!readOnly && (
            <EntryButtons
              name={`${name} ${index + 1}`}
              index={index}
              count={entries.length}
              onMove={move}
              onRemove={() => onChange(entries.toSpliced(index, 1))}
            />
          )}
        </div>
      ))}
      {error && <p className={classes.error}>{error}</p>}
      {!readOnly && !full && (
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={() => onChange([...entries, emptyValue(item, form.schema)])}>
          Add {name.toLowerCase()}
        </Button>
      )}
    </Fieldset>
  )
}

function EntryFields({
  item,
  value,
  onChange,
  path,
  label,
}: {
  item: JsonSchema
  value: unknown
  onChange: (next: unknown) => void
  path: string
  label: string
}) {
  const { Field } = useForm()
  if (typeOf(item) === 'object' && item.properties && item['x-control'] === undefined)
    return <ObjectFields schema={item} value={value} onChange={onChange} path={path} />
  return <Field schema={item} value={value} onChange={onChange} path={path} label={label} required />
}

interface EntryButtonsProps {
  name: string
  index: number
  count: number
  onMove: (from: number, to: number) => void
  onRemove: () => void
}

function EntryButtons({ name, index, count, onMove, onRemove }: EntryButtonsProps) {
  return (
    <div className={classes.entryButtons}>
      <ActionIcon variant="subtle" color="gray" aria-label={`Move ${name} up`} disabled={index === 0} onClick={() => onMove(index, index - 1)}>
        <IconArrowUp size={14} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={`Move ${name} down`} disabled={index === count - 1} onClick={() => onMove(index, index + 1)}>
        <IconArrowDown size={14} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={onRemove}>
        <IconTrash size={14} />
      </ActionIcon>
    </div>
  )
}

/** "Conditions" -> "condition", for the button that adds one. */
function singular(label: string): string {
  if (label.endsWith('ies')) return `${label.slice(0, -3)}y`
  return label.endsWith('s') && !label.endsWith('ss') ? label.slice(0, -1) : labelFrom(label) || 'Entry'
}
