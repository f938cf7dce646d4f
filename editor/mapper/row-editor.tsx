import { ActionIcon, Button, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { memo, useCallback, useState } from 'react'
import type { MappingRow, RowSource } from '../../server/model/mapping.ts'
import { asKind } from '../document/mapping-conversion.ts'
import { isLeaf } from '../document/mapping-fields.ts'
import { formatPath } from '../document/mapping-path.ts'
import { useLatest } from '../ui/use-latest.ts'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'
import { RowMenu } from './row-menu.tsx'
import { RowSourceInput } from './row-source-input.tsx'

const KINDS: readonly { value: RowSource['kind']; label: string }[] = [
  { value: 'path', label: 'Path' },
  { value: 'expression', label: 'Expression' },
  { value: 'constant', label: 'Constant' },
  { value: 'table', label: 'Value table' },
  { value: 'each', label: 'Loop' },
]

/** Edits the row of the active target field, or makes one. */
export function RowEditor() {
  const { target, row, model } = useMapper()
  if (target.active === undefined || !model.targets.has(target.active)) {
    return (
      <section className={classes.editor} aria-label="Row editor">
        <p className={classes.hint}>
          Choose a target field to edit its row. To map a field, drag it from the source to the target; with the keyboard, press Enter on the source field and
          Enter on the target field. Delete removes the row of a target field. Shift and Ctrl choose several fields, whose rows Ctrl+C, Ctrl+X and Ctrl+V copy,
          cut and paste, also into other flows.
        </p>
      </section>
    )
  }
  // A first keystroke makes the row; the editor must not start anew then.
  const several = (model.rows.get(target.active)?.length ?? 0) > 1
  return <FieldEditor key={several ? `${target.active} ${row?.id ?? ''}` : target.active} target={target.active} row={row} />
}

function FieldEditor({ target, row }: { target: string; row: MappingRow | undefined }) {
  const { model, canEdit, write } = useMapper()
  const field = model.targets.get(target)
  // A kind that still waits for its first value.
  const [wanted, setWanted] = useState<RowSource['kind']>()
  if (wanted !== undefined && wanted === row?.from.kind) setWanted(undefined)
  const shown = wanted ?? row?.from.kind
  const choose = (next: RowSource['kind']): void => {
    const from = asKind(row?.from, next, field)
    if (from) write(from)
    setWanted(from ? undefined : next)
  }
  const latest = useLatest(choose)
  const chooseLatest = useCallback((next: RowSource['kind']) => latest.current(next), [latest])
  // Where the schema says nothing, the field may be a list.
  const isList = field !== undefined && ((field.lists > 0 && !isLeaf(field)) || field.type === 'any')
  return (
    <section className={classes.editor} aria-label="Row editor">
      <RowHead target={target} row={row} />
      <KindChoice shown={shown} loops={isList || shown === 'each'} disabled={!canEdit} onChoose={chooseLatest} />
      {shown === undefined ? (
        <p className={classes.hint}>
          {field?.required ? 'The target requires this field, and no row writes it yet.' : 'No row writes this field yet.'} Drag a source field here, or choose
          above where the value comes from.
        </p>
      ) : (
        <RowSourceInput kind={shown} from={row?.from.kind === shown ? row.from : undefined} row={row} field={field} />
      )}
      <Dependence row={row} />
      <Found row={row} />
      {row && <Note row={row} />}
    </section>
  )
}

interface KindChoiceProps {
  shown: RowSource['kind'] | undefined
  /** The field may be filled by a loop. */
  loops: boolean
  disabled: boolean
  onChoose(kind: RowSource['kind']): void
}

/** Measures itself whenever it is drawn, which a keystroke in the row must not cause. */
const KindChoice = memo(function KindChoice({ shown, loops, disabled, onChoose }: KindChoiceProps) {
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      style={{ flex: 'none' }}
      aria-label="Where the value comes from"
      disabled={disabled}
      value={shown ?? ''}
      onChange={(value) => onChoose(value as RowSource['kind'])}
      data={KINDS.filter(({ value }) => value !== 'each' || loops).map((one) => ({ ...one }))}
    />
  )
})

function RowHead({ target, row }: { target: string; row: MappingRow | undefined }) {
  const { model, canEdit, edit, showRow } = useMapper()
  const rows = model.rows.get(target) ?? []
  const next = rows[(rows.findIndex((one) => one.row.id === row?.id) + 1) % Math.max(1, rows.length)]
  return (
    <div className={classes.head}>
      <h3 className={classes.path} title={target}>
        {target}
      </h3>
      {rows.length > 1 && next && (
        <button type="button" className={classes.jump} onClick={() => showRow(next.row.id)}>
          {rows.length} rows write this field; show the next one
        </button>
      )}
      {row && row.from.kind !== 'each' && (
        <Switch
          size="xs"
          label="Required"
          checked={row.required === true}
          disabled={!canEdit}
          onChange={(event) => edit({ kind: 'required', row: row.id, required: event.currentTarget.checked })}
        />
      )}
      {row && canEdit && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Remove the row"
          title="Remove the row (Delete)"
          onClick={() => edit({ kind: 'remove', row: row.id })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
      <RowMenu target={target} />
    </div>
  )
}

/** Says what lines can not show: that the fields read can not be told, or that one of them is not there any more. */
function Dependence({ row }: { row: MappingRow | undefined }) {
  const { model, repairs, showPanel } = useMapper()
  const everything = model.placed.find((one) => one.row.id === row?.id)?.everything
  const gone = (row && repairs.broken.get(row.id)) ?? []
  if (!everything && gone.length === 0) return null
  return (
    <p className={classes.hint}>
      {everything && 'Which fields this row reads can not be told: it depends on everything. '}
      {gone.length > 0 && (
        <>
          {gone.length === 1 ? `${formatPath(gone[0]?.path ?? [])} is not there any more.` : `${gone.length} of its paths are not there any more.`}{' '}
          <Button size="compact-xs" h={24} variant="default" onClick={() => showPanel('repairs')}>
            Show what it could mean
          </Button>
        </>
      )}
    </p>
  )
}

function Found({ row }: { row: MappingRow | undefined }) {
  const { findings } = useMapper()
  const found = (row && findings.byRow.get(row.id)) ?? []
  if (found.length === 0) return null
  return (
    <ul className={classes.found}>
      {found.map(({ level, text, samples }) => (
        <li key={text} data-level={level}>
          {level === 'error' ? 'Problem' : 'Note'}: {text}
          {samples.length > 0 && ` (${samples.join(', ')})`}
        </li>
      ))}
    </ul>
  )
}

function Note({ row }: { row: MappingRow }) {
  const { canEdit, edit } = useMapper()
  return (
    <TextInput
      size="xs"
      label="Note"
      disabled={!canEdit}
      placeholder="Why the field is mapped like this"
      value={row.note ?? ''}
      onChange={(event) => edit({ kind: 'note', row: row.id, note: event.currentTarget.value }, true)}
    />
  )
}
