import type { RowSource } from '../../server/model/mapping.ts'
import { formatPath, namesOf, parsePath, type PathStep, startsWith } from './mapping-path.ts'
import { type NamedStep, readPaths, readPlaces } from './mapping-reads.ts'

/** A path of the source that has another name now; both from the root, without positions. */
export interface Rename {
  from: readonly PathStep[]
  to: readonly PathStep[]
  /** What the enclosing loop runs over. */
  base: readonly PathStep[]
  /** What the row reads by the server's analysis, where that is known and exact; without it no expression is renamed. */
  exact: readonly (readonly PathStep[])[] | undefined
}

/** Why a row can not be renamed by itself. */
export const UNSURE = 'The expression can not be renamed with certainty. Change it by hand.'

/** Signs of an expression whose names do not all stand for source paths: functions of its own, variables, wildcards, parents, patterns. */
const UNCLEAR =
  /\bfunction\b|λ|:=|~>|%|@|#|\*\*|\.\s*\*|^\s*\*|\/(?![\s\d\w$(`])|\$(?!root\b|meta\b|input\b|index\b)[\p{L}_][\p{L}\p{N}_]*(?!\s*\()(?![\p{L}\p{N}_])/u

/** The source of a row with the path renamed, positions kept; `undefined` where that is not certain. */
export function renameSource(source: RowSource, rename: Rename): RowSource | undefined {
  if (source.kind === 'constant') return undefined
  const text = source.kind === 'expression' ? source.text : source.path
  const next = renamePlain(text, rename) ?? renameText(text, rename)
  if (next === undefined || next === text) return undefined
  return source.kind === 'expression' ? { ...source, text: next } : { ...source, path: next }
}

/** A plain path as a whole. */
function renamePlain(text: string, { from, to, base }: Rename): string | undefined {
  const steps = parsePath(text)
  if (!steps) return undefined
  const names = [...base, ...namesOf(steps)]
  if (!startsWith(names, from) || !startsWith(to, base)) return undefined
  const next = withPositions([...to, ...names.slice(from.length)].slice(base.length), steps)
  return next.length === 0 ? undefined : formatPath(next)
}

/** The new names with the positions that stood behind the old ones, counted from the end. */
function withPositions(names: readonly PathStep[], old: readonly PathStep[]): PathStep[] {
  const count = namesOf(old).length
  const positions = new Map<number, PathStep[]>()
  let behind = count
  for (const step of old) {
    if (typeof step === 'string') behind -= 1
    else positions.set(behind, [...(positions.get(behind) ?? []), step])
  }
  return names.flatMap((name, i) => [name, ...(positions.get(names.length - 1 - i) ?? [])])
}

/** Only the names of places that read exactly this path. What it reads otherwise must stay the same. */
function renameText(text: string, rename: Rename): string | undefined {
  const { from, to, base, exact } = rename
  const before = readPaths(text, base)
  if (UNCLEAR.test(withoutTexts(text)) || !exact || !sameReads(before, exact)) return undefined
  const edits = new Map<number, { length: number; text: string }>()
  for (const place of readPlaces(text, base)) {
    if (key(place.map(({ step }) => step)) !== key(from)) continue
    const changes = placeEdits(text, place, to)
    if (!changes) return undefined
    for (const change of changes) edits.set(change.at, change)
  }
  const next = [...edits].toSorted(([a], [b]) => b - a).reduce((done, [at, edit]) => done.slice(0, at) + edit.text + done.slice(at + edit.length), text)
  const after = new Set(readPaths(next, base).map(key))
  const kept = before.every((path) => key(path) === key(from) || after.has(key(path)))
  return kept && after.has(key(to)) && !after.has(key(from)) ? next : undefined
}

/** The changes in one place: each name that differs, or, with another number of names, the part between what both ends share. */
function placeEdits(text: string, place: readonly NamedStep[], to: readonly PathStep[]): { at: number; length: number; text: string }[] | undefined {
  if (place.length === to.length) {
    const different = place.flatMap((named, i) => (named.step === to[i] ? [] : [{ named, step: to[i] ?? '' }]))
    if (different.some(({ named }) => named.at === undefined)) return undefined
    return different.map(({ named: { at = 0, length = 0 }, step }) => ({ at, length, text: nameText(step) }))
  }
  let start = 0
  while (start < place.length - 1 && start < to.length - 1 && place[start]?.step === to[start]) start += 1
  const first = place[start]
  const last = place.at(-1)
  if (first?.at === undefined || last?.at === undefined) return undefined
  const length = last.at + (last.length ?? 0) - first.at
  // Anything but names and dots in between (a filter, a bracket) has a meaning of its own.
  if (parsePath(text.slice(first.at, first.at + length)) === undefined) return undefined
  return [{ at: first.at, length, text: formatPath(to.slice(start)) }]
}

const nameText = (step: PathStep): string => formatPath([step])
const key = (path: readonly PathStep[]): string => JSON.stringify(path)
const withoutTexts = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, ' `` ')

function sameReads(own: readonly (readonly PathStep[])[], exact: readonly (readonly PathStep[])[]): boolean {
  const known = new Set(exact.map(key))
  return own.length === known.size && own.every((path) => known.has(key(path)))
}
