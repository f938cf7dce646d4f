import { Autocomplete, Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { MappingRow, RowSource } from '../../server/model/mapping.ts'
import { conversionOf } from '../document/mapping-conversion.ts'
import { type Field, isLeaf } from '../document/mapping-fields.ts'
import { formatPath, namesOf, parsePath, startsWith } from '../document/mapping-path.ts'
import { loopAround } from '../document/mapping-rows.ts'
import { ConstantInput } from './constant-input.tsx'
import { useMapper } from './mapper-context.ts'
import type { MapperModel } from './mapper-model.ts'
import classes from './panels.module.css'
import { TableInput } from './table-input.tsx'

const ExpressionInput = lazy(() => import('./expression-input.tsx').then((loaded) => ({ default: loaded.ExpressionInput })))

export interface RowSourceInputProps {
  kind: RowSource['kind']
  /** `undefined` until the first value is entered. */
  from: RowSource | undefined
  row: MappingRow | undefined
  field: Field | undefined
}

/** The control for one kind of source. */
export function RowSourceInput({ kind, from, row, field }: RowSourceInputProps) {
  const { model, write } = useMapper()
  const base = field ? (loopAround(model.placed, field.steps)?.element ?? []) : []
  if (kind === 'constant') return <ConstantInput from={from?.kind === 'constant' ? from : undefined} field={field} />
  if (kind === 'expression') {
    return (
      <Suspense fallback={<div className={classes.code} />}>
        <ExpressionInput from={from?.kind === 'expression' ? from : undefined} row={row} base={base} />
      </Suspense>
    )
  }
  const path = from && 'path' in from ? from.path : ''
  const put = (next: string): void => {
    if (kind === 'table')
      write({ kind, entries: from?.kind === 'table' ? from.entries : {}, otherwise: from?.kind === 'table' ? from.otherwise : 'problem', path: next }, true)
    else write({ kind, path: next }, true)
  }
  return (
    <>
      <PathInput label={kind === 'each' ? 'For each element of' : 'Source path'} path={path} base={base} lists={kind === 'each'} onChange={put} />
      {kind === 'path' && <Conversion path={path} base={base} field={field} />}
      {kind === 'table' && from?.kind === 'table' && <TableInput from={from} field={field} source={sourceAt(model, base, path)} />}
    </>
  )
}

interface PathInputProps {
  label: string
  path: string
  base: readonly (string | number)[]
  lists: boolean
  onChange(path: string): void
}

function PathInput({ label, path, base, lists, onChange }: PathInputProps) {
  const { model, canEdit } = useMapper()
  const [text, setText] = useState(path)
  const [known, setKnown] = useState(path)
  // Another way of changing the row, such as undo or a new line, shows here as well.
  if (known !== path) {
    setKnown(path)
    setText(path)
  }
  const paths = [...model.sources.values()].filter(
    (field) => (lists ? field.lists > 0 : isLeaf(field)) && startsWith(field.steps, base) && field.steps.length > base.length,
  )
  return (
    <Autocomplete
      size="xs"
      label={label}
      description={base.length > 0 ? `Relative to one element of ${formatPath(base)}` : undefined}
      disabled={!canEdit}
      data={[...new Set(paths.map((field) => formatPath(field.steps.slice(base.length))))]}
      limit={50}
      value={text}
      error={text.trim() === '' ? 'A path is needed.' : undefined}
      onChange={(next) => {
        setText(next)
        if (next.trim() === '') return
        setKnown(next)
        onChange(next)
      }}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  )
}

function Conversion({ path, base, field }: { path: string; base: readonly (string | number)[]; field: Field | undefined }) {
  const { model, canEdit, write } = useMapper()
  const source = sourceAt(model, base, path)
  const text = conversionOf(path, source, field)
  if (text === undefined || !canEdit) return null
  return (
    <p className={classes.hint}>
      The source is {source?.type}, the target wants {field?.type}.{' '}
      <Button size="compact-xs" h={24} variant="default" onClick={() => write({ kind: 'expression', text })}>
        Convert with {text}
      </Button>
    </p>
  )
}

const sourceAt = (model: MapperModel, base: readonly (string | number)[], path: string): Field | undefined =>
  model.sources.get(formatPath([...base, ...namesOf(parsePath(path) ?? [path])]))
