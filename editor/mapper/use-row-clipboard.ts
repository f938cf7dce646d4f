import { useState } from 'react'
import type { Mapping, MappingRow } from '../../server/model/mapping.ts'
import { copyRows, pasteRows, pasteWords, readRows, type RowFragment, writtenTargets } from '../document/mapping-clipboard.ts'
import { editMapping } from '../document/mapping-edit.ts'
import { formatPath, parseTarget } from '../document/mapping-path.ts'
import { loopAround, placeRows } from '../document/mapping-rows.ts'
import { useLatest } from '../ui/use-latest.ts'
import type { MapperModel } from './mapper-model.ts'
import { freshId } from './fresh-row-id.ts'

/** The clipboard of the system, as text. */
export interface TextClipboard {
  write(text: string): void
  read(): Promise<string>
}

interface ClipboardSubject {
  clipboard: TextClipboard | undefined
  linkTo: ((row: string) => string) | undefined
  mapping: Mapping
  model: MapperModel
  canEdit: boolean
  targetKey: string | undefined
  /** Ids of the chosen rows, those below chosen objects included. */
  chosen: ReadonlySet<string>
  change(next: Mapping, label: string): void
  setNotice(text: string): void
  chooseAll(keys: readonly string[]): void
}

/** Rows that were pasted and of which some have a target that is written already. */
export interface PasteQuestion {
  fragment: RowFragment
  loop: MappingRow | undefined
  /** How many of them are written. */
  written: number
}

export interface RowClipboard {
  copy(): void
  cut(): void
  paste(): void
  asking: PasteQuestion | undefined
  answer(written: 'skip' | 'replace' | undefined): void
  copyLink(row: string): void
  /** Takes the chosen rows out. */
  removeChosen(): void
}

const rows = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`

/** Copies, cuts and pastes rows of the target tree; a paste that meets written targets asks first. */
export function useRowClipboard(subject: ClipboardSubject): RowClipboard {
  const { clipboard, linkTo, mapping, model, canEdit, chosen, change, setNotice } = subject
  const [asking, setAsking] = useState<PasteQuestion>()
  const latest = useLatest(subject)
  const copy = (): boolean => {
    setNotice(chosen.size === 0 ? 'No row is chosen.' : `Copied ${rows(chosen.size)}.`)
    if (chosen.size > 0) clipboard?.write(copyRows(mapping, model.placed, chosen))
    return chosen.size > 0
  }
  const remove = (word: string): void => {
    if (!canEdit || chosen.size === 0) return
    const next = [...chosen].reduce((done, row) => editMapping(done, { kind: 'remove', row }), mapping)
    change(next, `${word} ${rows(chosen.size)}`)
    setNotice(`${word} ${rows(chosen.size)}.`)
  }
  return {
    copy: () => void copy(),
    cut: () => copy() && remove('Cut'),
    copyLink: (row) => {
      const link = linkTo?.(row)
      if (link === undefined) return
      clipboard?.write(link)
      setNotice('Copied the link to this row.')
    },
    removeChosen: () => remove('Removed'),
    paste: () => void (canEdit && pasteFrom(clipboard, latest, setAsking)),
    asking,
    answer: (written) => {
      setAsking(undefined)
      if (asking && written) put(subject, { ...asking, written })
    },
  }
}

/** Asks first where a target is written already. The mapping may have changed by the time the clipboard answers. */
async function pasteFrom(
  clipboard: TextClipboard | undefined,
  latest: { readonly current: ClipboardSubject },
  ask: (question: PasteQuestion) => void,
): Promise<void> {
  const fragment = readRows((await clipboard?.read()) ?? '')
  const now = latest.current
  if (!fragment) return now.setNotice('The clipboard holds no mapping rows.')
  const loop = now.targetKey === undefined ? undefined : loopAround(now.model.placed, parseTarget(now.targetKey))?.row
  const written = writtenTargets(now.mapping, fragment, loop)
  if (written > 0) ask({ fragment, loop, written })
  else put(now, { fragment, loop, written: 'skip' })
}

function put(
  subject: ClipboardSubject,
  { fragment, loop, written }: { fragment: RowFragment; loop: MappingRow | undefined; written: 'skip' | 'replace' },
): void {
  const pasted = pasteRows(subject.mapping, fragment, { loop, written, newId: freshId })
  subject.setNotice(pasteWords(pasted))
  if (pasted.pasted.length === 0) return
  subject.change(pasted.mapping, `Paste ${rows(pasted.pasted.length)}`)
  const ids = new Set(pasted.pasted)
  subject.chooseAll(placeRows(pasted.mapping).flatMap(({ row, target }) => (ids.has(row.id) ? [formatPath(target)] : [])))
}
