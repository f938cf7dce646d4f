import { type KeyboardEvent, type RefObject, useMemo } from 'react'
import { isLeaf } from '../document/mapping-fields.ts'
import { rowText } from '../document/mapping-preview.ts'
import { summaryOf } from '../document/mapping-rows.ts'
import { FieldTree } from './field-tree.tsx'
import { useMapper } from './mapper-context.ts'
import { TargetRow } from './target-row.tsx'
import type { TreeItem } from './visible-items.ts'

/** The target: Enter connects a picked source, Delete removes the row. */
export function TargetTree({ scroll }: { scroll: RefObject<HTMLDivElement | null> }) {
  const state = useMapper()
  const { model, target, picked, pick, draw, edit, canEdit } = state
  const selected = useMemo(() => new Set(target.active === undefined ? [] : [target.active]), [target.active])
  const remove = (key: string): void => {
    const row = model.rows.get(key)?.[0]?.row
    if (row && canEdit) edit({ kind: 'remove', row: row.id })
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') pick(undefined)
  }
  return (
    <FieldTree
      side="target"
      label="Target fields"
      {...{ tree: target, scroll, selected, onKey }}
      onEnter={(key) => (picked === undefined ? target.setActive(key) : draw(picked, key))}
      onDelete={remove}
      onPick={(key) => (picked === undefined ? target.setActive(key) : draw(picked, key))}
      empty={
        model.target.length === 0
          ? 'The target has no schema. Connect the next node or choose an operation in it, or add target paths with the plus sign above.'
          : 'No field fits the filter.'
      }
      renderRow={(item) => <Row item={item} />}
    />
  )
}

function Row({ item: { field } }: { item: TreeItem }) {
  const { model, preview, samples, sample, findings } = useMapper()
  const rows = model.rows.get(field.key) ?? []
  const found = rows.flatMap(({ row }) => findings.byRow.get(row.id) ?? [])
  const result = preview.result?.samples[sample ? samples.indexOf(sample) : -1]
  const text = found.map((one) => one.text).join('\n')
  return (
    <TargetRow
      field={field}
      summary={rows[0] && summaryOf(rows[0].row)}
      rows={rows.length}
      result={result && rows[0] && isLeaf(field) ? rowText(result, rows[0]) : ''}
      missing={model.missing.has(field.key)}
      findingCount={found.length}
      findingText={text}
    />
  )
}
