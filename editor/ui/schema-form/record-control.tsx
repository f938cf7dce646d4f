import { ActionIcon, Button, Fieldset, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useForm, type ControlProps } from './form-context.ts'
import { emptyValue, isRecord, joinPath, resolveSchema } from './form-schema.ts'
import type { JsonSchema } from '../../../server/model/json-schema.ts'
import classes from './schema-form.module.css'

/** Pairs of name and value; the names are the author's own. */
export function RecordControl({ schema, value, onChange, label, description, error, path, readOnly }: ControlProps) {
  const form = useForm()
  const item = resolveSchema(schema.additionalProperties as JsonSchema, form.schema)
  const pairs = Object.entries(isRecord(value) ? value : {})
  const put = (next: [string, unknown][]): void => onChange(Object.fromEntries(next))
  return (
    <Fieldset legend={label} className={classes.group}>
      {description && <p className={classes.help}>{description}</p>}
      {pairs.map(([name, entry], index) => (
        <div key={index} className={classes.pair}>
          <NameInput name={name} taken={pairs.map(([other]) => other)} readOnly={readOnly} onRename={(next) => put(pairs.with(index, [next, entry]))} />
          <form.Field
            schema={{ ...item, title: `Value of ${name}` }}
            value={entry}
            onChange={(next) => put(pairs.with(index, [name, next ?? emptyValue(item, form.schema)]))}
            path={joinPath(path, name)}
            label={`Value of ${name}`}
            required
          />
          {!readOnly && (
            <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={() => put(pairs.toSpliced(index, 1))}>
              <IconTrash size={14} />
            </ActionIcon>
          )}
        </div>
      ))}
      {error && <p className={classes.error}>{error}</p>}
      {!readOnly && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => put([...pairs, [freshName(pairs), emptyValue(item, form.schema) ?? null]])}
        >
          Add entry
        </Button>
      )}
    </Fieldset>
  )
}

/** Renames when the field is left, so that half-typed names do not collide with others. */
function NameInput({ name, taken, readOnly, onRename }: { name: string; taken: string[]; readOnly: boolean; onRename: (next: string) => void }) {
  const [draft, setDraft] = useState<string | null>(null)
  const wrong = draft !== null && draft !== name && (draft === '' || taken.includes(draft) || draft === '__proto__')
  const commit = (): void => {
    if (draft !== null && draft !== name && !wrong) onRename(draft)
    setDraft(null)
  }
  return (
    <TextInput
      aria-label={`Name ${name}`}
      value={draft ?? name}
      readOnly={readOnly}
      error={wrong ? 'Choose another name.' : undefined}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
    />
  )
}

function freshName(pairs: [string, unknown][]): string {
  const taken = new Set(pairs.map(([name]) => name))
  let count = pairs.length + 1
  while (taken.has(`name${count}`)) count++
  return `name${count}`
}
