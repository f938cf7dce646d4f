import { type KeyboardEvent, type PointerEvent, type RefObject, useCallback, useMemo } from 'react'
import { isIgnored } from '../document/mapping-lines.ts'
import { type Field, isLeaf, walkFields } from '../document/mapping-fields.ts'
import { fieldPath, formatPath } from '../document/mapping-path.ts'
import { FieldTree } from './field-tree.tsx'
import { useMapper } from './mapper-context.ts'
import { SourceRow } from './source-row.tsx'

export interface SourceTreeProps {
  scroll: RefObject<HTMLDivElement | null>
  targetScroll: RefObject<HTMLDivElement | null>
  onPointerDown: ((event: PointerEvent, key: string) => void) | undefined
}

/** The source: Enter picks a field up and moves to the target, `i` ignores it on purpose. */
export function SourceTree({ scroll, targetScroll, onPointerDown }: SourceTreeProps) {
  const { mapping, model, source, row, picked, pick, edit, sample, canEdit } = useMapper()
  const selected = useMemo(() => selectedKeys(model.placed.find((one) => one.row.id === row?.id)?.reads, picked), [model.placed, row?.id, picked])
  const lostBelow = useMemo(() => new Set(model.source.flatMap((field) => walkFields([field])).filter((field) => isLeaf(field) && model.lost.has(field.key)).map(({ key }) => key)), [model])
  const ignore = useCallback((field: Field, on: boolean) => ignorePath(field, on, mapping.ignored, edit), [mapping.ignored, edit])
  const onKey = (event: KeyboardEvent, key: string): void => {
    const field = model.sources.get(key)
    if (event.key === 'Escape') pick(undefined)
    else if (event.key === 'i' && field) ignore(field, !isIgnored(field, mapping.ignored))
  }
  const onEnter = (key: string): void => {
    if (!canEdit) return
    pick(picked === key ? undefined : key)
    if (picked !== key) targetScroll.current?.focus()
  }
  return (
    <FieldTree
      side="source"
      label="Source fields"
      {...{ tree: source, scroll, selected, onEnter, onKey }}
      onDelete={(key) => pick(picked === key ? undefined : picked)}
      onPick={source.setActive}
      {...(onPointerDown && { onPointerDown })}
      empty={model.source.length === 0 ? 'Nothing is known about the source: it has no schema, and there is no sample to read one from. Add a sample to the flow or run it once.' : 'No field fits the filter.'}
      row={({ field }) => (
        <SourceRow field={field} sample={sample?.body} used={model.used.has(field.key)} lost={lostBelow.has(field.key)} ignored={isIgnored(field, mapping.ignored)} canEdit={canEdit} onIgnore={ignore} />
      )}
    />
  )
}

function selectedKeys(reads: readonly (readonly (string | number)[])[] | undefined, picked: string | undefined): ReadonlySet<string> {
  const keys = new Set((reads ?? []).map((path) => formatPath(path)))
  return picked === undefined ? keys : keys.add(picked)
}

/** Ignoring ends at the mark that made the field ignored, which may stand on an object around it. */
function ignorePath(field: Field, on: boolean, ignored: readonly string[], edit: ReturnType<typeof useMapper>['edit']): void {
  if (on) return edit({ kind: 'ignore', path: fieldPath(field.steps) })
  const mark = ignored.find((path) => isIgnored(field, [path]))
  if (mark !== undefined) edit({ kind: 'regard', path: mark })
}
