import { ActionIcon, Button, Input, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type ClipboardEvent, useState } from 'react'
import type { ControlProps } from '../ui/schema-form/form-context.ts'
import { isRecord } from '../ui/schema-form/form-schema.ts'
import classes from './inspector.module.css'
import { cellText, cellValue, recordOf, repeatedCodes, rowsOf, tableFromText, type TableRow } from './table-rows.ts'

/** A value table: code and value side by side. Two columns copied from a spreadsheet can be pasted into it. */
export function TableControl({ value, onChange, label, description, error, readOnly }: ControlProps) {
  const stored = isRecord(value) ? value : {}
  // Half-typed rows (an empty or repeated code) cannot stand in the record; they are kept here.
  const [draft, setDraft] = useState<{ of: unknown; rows: TableRow[] } | null>(null)
  const rows = draft && draft.of === value ? draft.rows : rowsOf(stored)
  const change = (next: TableRow[]): void => {
    const record = recordOf(next)
    setDraft({ of: record, rows: next })
    onChange(record)
  }
  const paste = (event: ClipboardEvent, index: number): void => {
    const pasted = tableFromText(event.clipboardData.getData('text'))
    if (pasted.length === 0) return
    event.preventDefault()
    change(rows.toSpliced(index, rows[index]?.code === '' ? 1 : 0, ...pasted))
  }
  const repeated = repeatedCodes(rows)
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <div className={classes.table} role="group" aria-label={label}>
        {rows.map((row, index) => (
          <Row
            key={index}
            row={row}
            index={index}
            wrong={repeated.has(row.code)}
            readOnly={readOnly}
            onPaste={paste}
            onChange={(next) => change(next ? rows.with(index, next) : rows.toSpliced(index, 1))}
          />
        ))}
      </div>
      {!readOnly && (
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => change([...rows, { code: '', value: '' }])}>
          Add row
        </Button>
      )}
    </Input.Wrapper>
  )
}

interface RowProps {
  row: TableRow
  index: number
  wrong: boolean
  readOnly: boolean
  onPaste: (event: ClipboardEvent, index: number) => void
  onChange: (next: TableRow | undefined) => void
}

function Row({ row, index, wrong, readOnly, onPaste, onChange }: RowProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const name = row.code || `row ${index + 1}`
  return (
    <div className={classes.pair}>
      <TextInput
        aria-label={`Key ${index + 1}`}
        placeholder="Key"
        value={row.code}
        readOnly={readOnly}
        error={wrong && 'Twice in the table.'}
        onPaste={(event) => onPaste(event, index)}
        onChange={(event) => onChange({ ...row, code: event.currentTarget.value })}
      />
      <TextInput
        aria-label={`Value of ${name}`}
        placeholder="Value"
        value={typed ?? cellText(row.value)}
        readOnly={readOnly}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          onChange({ ...row, value: cellValue(event.currentTarget.value) })
        }}
        onBlur={() => setTyped(null)}
      />
      {!readOnly && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={() => onChange(undefined)}>
          <IconTrash size={14} />
        </ActionIcon>
      )}
    </div>
  )
}
