import { type KeyboardEvent, type MouseEvent, type RefObject } from 'react'
import { isLeaf } from '../document/mapping-fields.ts'
import { rowText } from '../document/mapping-preview.ts'
import { summaryOf } from '../document/mapping-rows.ts'
import { targetLabel } from './field-label.ts'
import { FieldTree } from './field-tree.tsx'
import { fillWords } from './fill-words.ts'
import { type MapperState, useMapper } from './mapper-context.ts'
import { TargetRow } from './target-row.tsx'
import type { TreeItem } from './visible-items.ts'

/** The target: Enter connects a picked source, Delete removes the chosen rows; Shift and Ctrl choose several, which Ctrl+C, X and V copy, cut and paste. */
export function TargetTree({ scroll }: { scroll: RefObject<HTMLDivElement | null> }) {
  const state = useMapper()
  const { model, target, picked, draw, choice } = state
  const choose = (key: string, event: MouseEvent): void => {
    if (picked !== undefined) draw(picked, key)
    else choice.choose(key, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only')
  }
  return (
    <FieldTree
      side="target"
      label="Target fields"
      {...{ tree: target, scroll, selected: choice.chosen, onKey: (event) => onKey(event, state) }}
      onEnter={(key) => (picked === undefined ? target.setActive(key) : draw(picked, key))}
      onDelete={(key) => removeRows(key, state)}
      onPick={choose}
      onExtend={(key) => choice.choose(key, 'range')}
      labelOf={({ field }) => targetLabel(field, fateOf(field.key, state))}
      empty={
        model.target.length === 0
          ? 'The target has no schema. Connect the next node or choose an operation in it, or add target paths with the plus sign above.'
          : 'No field fits the filter.'
      }
      renderRow={(item) => <Row item={item} />}
    />
  )
}

/** One field: its own row only. Several: all their rows. */
function removeRows(key: string, { model, choice, clipboard, edit, canEdit }: MapperState): void {
  if (choice.chosen.size > 1) return clipboard.removeChosen()
  const row = model.rows.get(key)?.[0]?.row
  if (row && canEdit) edit({ kind: 'remove', row: row.id })
}

const COMMANDS: Readonly<Record<string, 'copy' | 'cut' | 'paste'>> = { c: 'copy', x: 'cut', v: 'paste' }

function onKey(event: KeyboardEvent, { clipboard, pick, choice, target }: MapperState): void {
  const command = event.ctrlKey || event.metaKey ? COMMANDS[event.key.toLowerCase()] : undefined
  if (command && !event.shiftKey) {
    event.preventDefault()
    clipboard[command]()
  } else if (event.key === ' ' && target.active !== undefined) {
    event.preventDefault()
    choice.choose(target.active, 'toggle')
  } else if (event.key === 'Escape') pick(undefined)
}

function fateOf(key: string, { model, findings, repairs }: MapperState) {
  const rows = model.rows.get(key) ?? []
  const found = rows.flatMap(({ row }) => findings.byRow.get(row.id) ?? [])
  const broken = rows.some(({ row }) => repairs.broken.has(row.id))
  return {
    row: rows[0]?.row,
    missing: model.missing.has(key),
    broken,
    everything: rows.some(({ everything }) => everything),
    found: found.length,
    texts: found,
  }
}

function Row({ item: { field } }: { item: TreeItem }) {
  const state = useMapper()
  const { model, preview, samples, sample, fills } = state
  const rows = model.rows.get(field.key) ?? []
  const { row, missing, broken, everything, found, texts } = fateOf(field.key, state)
  const result = preview.result?.samples[sample ? samples.indexOf(sample) : -1]
  const count = row && fills?.byRow.get(row.id)
  const fill = count && fills ? fillWords(count, fills.version) : undefined
  return (
    <TargetRow
      field={field}
      summary={row && summaryOf(row)}
      rows={rows.length}
      result={result && rows[0] && isLeaf(field) ? rowText(result, rows[0]) : ''}
      missing={missing}
      broken={broken}
      everything={everything}
      counted={fills !== undefined}
      figure={fill?.figure ?? ''}
      fillWords={fill?.words ?? ''}
      never={fill?.never ?? false}
      findingCount={found}
      findingText={texts.map((one) => one.text).join('\n')}
    />
  )
}
