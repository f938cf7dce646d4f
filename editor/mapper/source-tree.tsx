import { type KeyboardEvent, type PointerEvent, type RefObject, useCallback, useMemo } from 'react'
import type { MappingEdit } from '../document/mapping-edit.ts'
import type { Field } from '../document/mapping-fields.ts'
import { isIgnored } from '../document/mapping-lines.ts'
import { fieldPath, formatPath } from '../document/mapping-path.ts'
import { sourceLabel } from './field-label.ts'
import { FieldTree } from './field-tree.tsx'
import { useMapper } from './mapper-context.ts'
import { SourceRow, type SourceRowProps } from './source-row.tsx'
import { useLatest } from '../ui/use-latest.ts'
import type { TreeItem } from './visible-items.ts'

export interface SourceTreeProps {
  scroll: RefObject<HTMLDivElement | null>
  targetScroll: RefObject<HTMLDivElement | null>
  onPointerDown: ((event: PointerEvent, key: string) => void) | undefined
}

/** The source: Enter picks a field up and moves to the target, `i` ignores it on purpose. */
export function SourceTree({ scroll, targetScroll, onPointerDown }: SourceTreeProps) {
  const { mapping, model, source, row, picked, pick, canEdit } = useMapper()
  const selected = useMemo(() => selectedKeys(model.placed.find((one) => one.row.id === row?.id)?.reads, picked), [model.placed, row?.id, picked])
  const ignore = useIgnore()
  const onKey = (event: KeyboardEvent, key: string): void => {
    const field = model.sources.get(key)
    if (event.ctrlKey || event.metaKey) return
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
      tree={source}
      scroll={scroll}
      selected={selected}
      onEnter={onEnter}
      onKey={onKey}
      onDelete={(key) => pick(picked === key ? undefined : picked)}
      onPick={(key) => source.setActive(key)}
      labelOf={({ field }) =>
        sourceLabel(field, {
          used: model.used.has(field.key),
          lost: model.lost.has(field.key),
          ignored: isIgnored(field, mapping.ignored),
          picked: picked === field.key,
        })
      }
      {...(onPointerDown && { onPointerDown })}
      empty={model.source.length === 0 ? NOTHING : 'No field fits the filter.'}
      renderRow={(item) => <Row item={item} onIgnore={ignore} />}
    />
  )
}

const NOTHING = 'Nothing is known about the source: it has no schema, and there is no sample to read one from. Add a sample to the flow or run it once.'

function Row({ item: { field }, onIgnore }: { item: TreeItem; onIgnore: SourceRowProps['onIgnore'] }) {
  const { mapping, model, sample, canEdit } = useMapper()
  const ignored = isIgnored(field, mapping.ignored)
  return (
    <SourceRow
      field={field}
      sample={sample?.body}
      used={model.used.has(field.key)}
      lost={model.lost.has(field.key)}
      ignored={ignored}
      canEdit={canEdit}
      onIgnore={onIgnore}
    />
  )
}

/** Ignores a field or takes that back. Stays the same function, so that rows are not drawn again with every keystroke. */
function useIgnore(): SourceRowProps['onIgnore'] {
  const latestRef = useLatest(useMapper())
  return useCallback(
    (field, on) => {
      const edit = ignoreEdit(field, on, latestRef.current.mapping.ignored)
      if (edit) latestRef.current.edit(edit)
    },
    [latestRef],
  )
}

/** The mark that made a field ignored may stand on an object around it. */
function ignoreEdit(field: Field, on: boolean, ignored: readonly string[]): MappingEdit | undefined {
  if (on) return { kind: 'ignore', path: fieldPath(field.steps) }
  const mark = ignored.find((path) => isIgnored(field, [path]))
  return mark === undefined ? undefined : { kind: 'regard', path: mark }
}

function selectedKeys(reads: readonly (readonly (string | number)[])[] | undefined, picked: string | undefined): ReadonlySet<string> {
  const keys = new Set((reads ?? []).map((path) => formatPath(path)))
  return picked === undefined ? keys : keys.add(picked)
}
