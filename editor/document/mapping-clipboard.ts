import { z } from 'zod'
import { type Mapping, MappingRow } from '../../server/model/mapping.ts'
import { readClipboardText } from './clipboard.ts'
import { editMapping, rowIds } from './mapping-edit.ts'
import { formatPath, parseTarget } from './mapping-path.ts'
import type { PlacedRow } from './mapping-rows.ts'

/** Rows of a mapping as text on the clipboard; loops with their inner rows. */
export const RowFragment = z.strictObject({
  patchbay: z.literal('rows'),
  rows: z.array(MappingRow).min(1).max(2000),
  /** Source paths left out on purpose, when the whole mapping was copied. */
  ignored: z.array(z.string()).max(5000).optional(),
})
export type RowFragment = z.infer<typeof RowFragment>

/** The chosen rows as JSON text; a row below a chosen loop goes with the loop. */
export function copyRows(mapping: Mapping, placed: readonly PlacedRow[], ids: ReadonlySet<string>): string {
  const chosen = placed.filter(({ row, loops }) => ids.has(row.id) && !loops.some((loop) => ids.has(loop.row.id)))
  const whole = mapping.rows.every(({ id }) => ids.has(id))
  const fragment: RowFragment = {
    patchbay: 'rows',
    rows: chosen.map(({ row }) => row),
    ...(whole && mapping.ignored.length > 0 && { ignored: mapping.ignored }),
  }
  return JSON.stringify(fragment, null, 2)
}

/** The rows of a text on the clipboard, if it was copied from a mapping. */
export const readRows = (text: string): RowFragment | undefined => readClipboardText(text, RowFragment)

export interface PastePlace {
  /** The loop that gets the rows; without one, the mapping. */
  loop: MappingRow | undefined
  /** What happens to a row whose target is written already. */
  written: 'skip' | 'replace'
  newId: (taken: ReadonlySet<string>) => string
}

export interface Paste {
  mapping: Mapping
  /** Ids of the new rows at the top of the fragment. */
  pasted: readonly string[]
  replaced: number
  skipped: number
}

/** How many rows of the fragment have a target that is written already. */
export function writtenTargets(mapping: Mapping, fragment: RowFragment, loop: MappingRow | undefined): number {
  const taken = targetsOf(loop ? (loop.rows ?? []) : mapping.rows)
  return fragment.rows.filter(({ target }) => taken.has(targetKey(target))).length
}

/** Adds the rows of a fragment, each with ids of its own. */
export function pasteRows(mapping: Mapping, fragment: RowFragment, { loop, written, newId }: PastePlace): Paste {
  const ids = new Set(rowIds(mapping.rows))
  const fresh = (row: MappingRow): MappingRow => {
    const id = newId(ids)
    ids.add(id)
    return { ...row, id, ...(row.rows && { rows: row.rows.map(fresh) }) }
  }
  const taken = targetsOf(loop ? (loop.rows ?? []) : mapping.rows)
  let state: Paste = { mapping: loop ? mapping : withIgnored(mapping, fragment.ignored ?? []), pasted: [], replaced: 0, skipped: 0 }
  for (const row of fragment.rows) {
    const known = taken.get(targetKey(row.target)) ?? []
    if (known.length > 0 && written === 'skip') state = { ...state, skipped: state.skipped + 1 }
    else {
      const cleared = known.reduce((done, old) => editMapping(done, { kind: 'remove', row: old }), state.mapping)
      const added = fresh(row)
      const next = editMapping(cleared, { kind: 'add', parent: loop?.id, row: added })
      state = { ...state, mapping: next, pasted: [...state.pasted, added.id], replaced: state.replaced + (known.length > 0 ? 1 : 0) }
      taken.delete(targetKey(row.target))
    }
  }
  return state
}

const targetKey = (target: string): string => formatPath(parseTarget(target))

function targetsOf(rows: readonly MappingRow[]): Map<string, string[]> {
  const targets = new Map<string, string[]>()
  for (const { id, target } of rows) targets.set(targetKey(target), [...(targets.get(targetKey(target)) ?? []), id])
  return targets
}

function withIgnored(mapping: Mapping, ignored: readonly string[]): Mapping {
  return ignored.reduce((done, path) => editMapping(done, { kind: 'ignore', path }), mapping)
}

/** What a paste did, in words. */
export function pasteWords({ pasted, replaced, skipped }: Paste): string {
  const count = (n: number): string => `${n} ${n === 1 ? 'row' : 'rows'}`
  const parts = [`Pasted ${count(pasted.length)}`, replaced > 0 ? `${replaced} of them in place of others` : '', skipped > 0 ? `skipped ${count(skipped)}` : '']
  return `${parts.filter((part) => part !== '').join(', ')}.`
}
