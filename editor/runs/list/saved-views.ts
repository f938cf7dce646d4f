import { z } from 'zod'
import { writeRunFilter, type RunFilterState } from './run-filter.ts'

/** A filter by name, kept in this browser. */
export interface SavedView {
  name: string
  /** The filter as the address has it; never a business key. */
  search: string
}

export const VIEWS_KEY = 'patchbay.run-views'

/** Views that are always there. */
export const GIVEN_VIEWS: readonly SavedView[] = [
  { name: 'All runs', search: '' },
  { name: 'Needs somebody', search: 'state=failed,blocked,needs-payload' },
  { name: 'Not done yet', search: 'state=queued,running,waiting,paused' },
  { name: 'Failed today', search: 'state=failed&last=today' },
]

const SavedViews = z.array(z.strictObject({ name: z.string().min(1).max(60), search: z.string().max(2000) })).max(50)

/** What the browser has kept; nothing where it cannot be read. */
export function readViews(text: string | null | undefined): SavedView[] {
  try {
    return SavedViews.safeParse(JSON.parse(text ?? '[]')).data ?? []
  } catch {
    return []
  }
}

/** The views with one more, or with a new filter under its name. */
export function withView(views: readonly SavedView[], name: string, filter: RunFilterState): SavedView[] {
  const search = writeRunFilter({ ...filter, key: undefined })
  return [...views.filter((view) => view.name !== name), { name, search }].toSorted((a, b) => a.name.localeCompare(b.name))
}
