/** Chosen runs, and the one that a range begins at. */
export interface Selection {
  chosen: ReadonlySet<string>
  anchor: string | null
}

export const NO_SELECTION: Selection = { chosen: new Set(), anchor: null }

/** Chooses one, or lets go of it; a range begins here. */
export function toggleRun({ chosen }: Selection, id: string): Selection {
  const next = new Set(chosen)
  if (!next.delete(id)) next.add(id)
  return { chosen: next, anchor: id }
}

/** Chooses everything between the anchor and a run, in the order of the list; without an anchor the run alone. */
export function extendTo({ chosen, anchor }: Selection, id: string, ids: readonly string[]): Selection {
  const end = ids.indexOf(id)
  if (end < 0) return { chosen, anchor }
  const found = anchor === null ? -1 : ids.indexOf(anchor)
  const begin = found < 0 ? end : found
  const range = ids.slice(Math.min(begin, end), Math.max(begin, end) + 1)
  return { chosen: new Set([...chosen, ...range]), anchor: found < 0 ? id : anchor }
}

/** Chooses all of these; nothing where all are chosen. */
export const toggleAll = ({ chosen }: Selection, ids: readonly string[]): Selection =>
  ids.every((id) => chosen.has(id)) ? NO_SELECTION : { chosen: new Set(ids), anchor: null }
