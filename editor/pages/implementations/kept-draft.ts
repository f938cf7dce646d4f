import type { Implementation } from '../../../server/model/implementation.ts'

const LISTS = ['properties', 'filters', 'addresses'] as const

const nameOf = (id: string): string => `patchbay.implementation.${id}`

/** A draft that was not saved, and the revision it began with. It survives a reload of the page and a look at another one; it holds no credentials and no customer. */
export interface KeptDraft {
  revision: number
  value: Implementation
}

/** The draft that was left behind in this browser tab, right or not; nothing where there is none. */
export function readKeptDraft(id: string): KeptDraft | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(nameOf(id)) ?? 'null') as Partial<KeptDraft> | null
    const readable = typeof kept?.revision === 'number' && LISTS.every((name) => Array.isArray(kept.value?.configuration?.[name]))
    return readable ? (kept as KeptDraft) : undefined
  } catch {
    return undefined
  }
}

/** Keeps a draft that began with `revision`; without one there is nothing to keep, and what was kept is forgotten. */
export function keepDraft(draft: Implementation, revision: number | undefined): void {
  if (revision === undefined) return sessionStorage.removeItem(nameOf(draft.id))
  sessionStorage.setItem(nameOf(draft.id), JSON.stringify({ revision, value: draft }))
}

/** Would saving change nothing? */
export const sameImplementation = (a: Implementation, b: Implementation): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
