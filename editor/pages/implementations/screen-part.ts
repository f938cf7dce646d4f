import type { ConfigurationPlace, PlacedFinding } from './configuration-place.ts'
import type { ImplementationDraft } from './use-implementation-draft.ts'

/** What every part of the screen gets. */
export interface ScreenPart {
  work: ImplementationDraft
  findings: readonly PlacedFinding[]
  /** Entry and field that the address names. */
  at: ConfigurationPlace
  /** Leads to a place of the screen. */
  go: (place: ConfigurationPlace) => void
  /** In which labels are shown. */
  language: string
  readOnly: boolean
}
