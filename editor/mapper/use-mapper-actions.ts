import { usePageActions } from '../ui/page-actions.tsx'
import type { MapperState } from './mapper-context.ts'
import type { TextClipboard } from './use-row-clipboard.ts'

/** Shows what can be done with rows in the command palette and in the list of keys. The target tree listens for the keys itself. */
export function useMapperActions(state: MapperState, clipboard: TextClipboard | undefined): void {
  const { row, links, canEdit, clipboard: rows, choice, model, showPanel, repairs } = state
  const link = row !== undefined && links.row(row.id) !== undefined
  const none = clipboard === undefined || ![...choice.chosen].some((key) => model.targets.has(key))
  const own = { ownKey: true }
  usePageActions([
    { id: 'mapper-copy', label: 'Copy the chosen mapping rows', shortcut: 'mod+C', ...own, disabled: none, run: rows.copy },
    { id: 'mapper-cut', label: 'Cut the chosen mapping rows', shortcut: 'mod+X', ...own, disabled: none || !canEdit, run: rows.cut },
    { id: 'mapper-paste', label: 'Paste mapping rows', shortcut: 'mod+V', ...own, disabled: clipboard === undefined || !canEdit, run: rows.paste },
    { id: 'mapper-link', label: 'Copy the link to this row', disabled: !link || !clipboard, run: () => row && rows.copyLink(row.id) },
    { id: 'mapper-invariants', label: 'Show the invariants of the mapping', run: () => showPanel('invariants') },
    { id: 'mapper-repairs', label: 'Show rows that no longer fit', disabled: repairs.waiting.length === 0, run: () => showPanel('repairs') },
  ])
}
