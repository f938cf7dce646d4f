import { ActionIcon, Button, Group, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ClipboardEvent, useState } from 'react'
import type { RowSource } from '../../server/model/mapping.ts'
import type { Field } from '../document/mapping-fields.ts'
import { pastedPairs, tableEntries, valueFor } from '../document/mapping-table.ts'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'

type Table = Extract<RowSource, { kind: 'table' }>
type Pair = readonly [code: string, value: string]

const OTHERWISE = [
  { value: 'problem', label: 'is a problem' },
  { value: 'omit', label: 'leaves the field out' },
  { value: 'pass', label: 'is passed through' },
]

/** Codes and what they become. Cells copied from a spreadsheet can be pasted into any code: code and value side by side. */
export function TableInput({ from, field, source }: { from: Table; field: Field | undefined; source: Field | undefined }) {
  const { canEdit, write } = useMapper()
  const { pairs, twice, put } = usePairs(from, field)
  const unknown = (source?.choices ?? []).map(String).filter((code) => !Object.hasOwn(from.entries, code))
  const paste = (event: ClipboardEvent, at: number): void => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\t\n]/.test(text.trim())) return
    event.preventDefault()
    put([...pairs.slice(0, at), ...pastedPairs(text), ...pairs.slice(at + (pairs[at]?.[0] === '' ? 1 : 0))])
  }
  return (
    <>
      <Group gap="xs" align="end">
        <Select
          size="xs"
          w={180}
          label="A code that is not listed"
          disabled={!canEdit}
          data={OTHERWISE}
          value={from.otherwise}
          allowDeselect={false}
          onChange={(value) => value !== null && write({ ...from, otherwise: value as Table['otherwise'] })}
        />
        {canEdit && unknown.length > 0 && (
          <Button variant="default" onClick={() => put([...pairs, ...unknown.map((code): Pair => [code, ''])])}>
            Add {unknown.length} codes of the source
          </Button>
        )}
      </Group>
      <Pairs pairs={pairs} choices={(field?.choices ?? []).map(String)} canEdit={canEdit} onChange={put} onPaste={paste} />
      {twice.length > 0 && <Twice codes={twice} />}
    </>
  )
}

function Twice({ codes }: { codes: readonly string[] }) {
  return (
    <p className={classes.hint} role="alert">
      Listed twice, the first line holds: {codes.join(', ')}
    </p>
  )
}

/** The lines as they are being typed, with empty and double ones that the row can't hold. */
function usePairs(from: Table, field: Field | undefined): { pairs: readonly Pair[]; twice: readonly string[]; put: (next: readonly Pair[]) => void } {
  const { write } = useMapper()
  const [pairs, setPairs] = useState(() => pairsOf(from))
  const [known, setKnown] = useState(from.entries)
  const read = (lines: readonly Pair[]): ReturnType<typeof tableEntries> => tableEntries(lines.map(([code, value]) => [code, valueFor(value, field)] as const))
  const { entries, twice } = read(pairs)
  // Undo and redo show here as well.
  if (known !== from.entries) {
    setKnown(from.entries)
    if (JSON.stringify(entries) !== JSON.stringify(from.entries)) setPairs(pairsOf(from))
  }
  const put = (next: readonly Pair[]): void => {
    setPairs(next)
    write({ ...from, entries: read(next).entries }, true)
  }
  return { pairs, twice, put }
}

const pairsOf = (from: Table): readonly Pair[] => Object.entries(from.entries).map(([code, value]) => [code, textOf(value)])

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

interface PairsProps {
  pairs: readonly Pair[]
  choices: readonly string[]
  canEdit: boolean
  onChange(pairs: readonly Pair[]): void
  onPaste(event: ClipboardEvent, at: number): void
}

function Pairs({ pairs, choices, canEdit, onChange, onPaste }: PairsProps) {
  // One empty line at the end takes the next code.
  const lines: readonly Pair[] = canEdit ? [...pairs, ['', '']] : pairs
  const set = (at: number, pair: Pair): void => onChange(at === pairs.length ? [...pairs, pair] : pairs.map((old, i) => (i === at ? pair : old)))
  return (
    <div className={classes.pairs} role="group" aria-label="Value table">
      <datalist id="mapper-table-values">
        {choices.map((choice) => (
          <option key={choice} value={choice} />
        ))}
      </datalist>
      {lines.map(([code, value], i) => (
        <PairLine
          key={i}
          at={i}
          code={code}
          value={value}
          canEdit={canEdit}
          isLast={i === pairs.length}
          onSet={(pair) => set(i, pair)}
          onRemove={() => onChange(pairs.filter((_, j) => j !== i))}
          onPaste={(event) => onPaste(event, i)}
        />
      ))}
    </div>
  )
}

interface PairLineProps {
  at: number
  code: string
  value: string
  canEdit: boolean
  isLast: boolean
  onSet(pair: Pair): void
  onRemove(): void
  onPaste(event: ClipboardEvent): void
}

function PairLine({ at, code, value, canEdit, isLast, onSet, onRemove, onPaste }: PairLineProps) {
  return (
    <>
      <TextInput
        size="xs"
        aria-label={`Code ${at + 1}`}
        placeholder={isLast ? 'Code, or paste from a spreadsheet' : ''}
        disabled={!canEdit}
        value={code}
        onPaste={onPaste}
        onChange={(event) => onSet([event.currentTarget.value, value])}
      />
      <TextInput
        size="xs"
        aria-label={`Value ${at + 1}`}
        list="mapper-table-values"
        disabled={!canEdit}
        value={value}
        onChange={(event) => onSet([code, event.currentTarget.value])}
      />
      {canEdit && !isLast ? (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove code ${code}`} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      ) : (
        <span />
      )}
    </>
  )
}
