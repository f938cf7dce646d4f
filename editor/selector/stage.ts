import type { Customer } from '../../server/model/customer.ts'
import type { SelectorDescription } from '../../server/model/selector.ts'
import type { CustomerValues } from '../../server/model/value-shape.ts'
import type { SelectorApi } from './selector-api.ts'
import type { FilterValues, Sort } from './search-query.ts'
import type { Clash } from './join-changes.ts'
import type { Finding } from './check-values.ts'
import type { Words } from './words.ts'

/** What is on the screen; it outlives a drawing, so that nothing typed is lost when the description changes. */
export interface SearchState {
  readonly kind: 'search'
  values: Record<string, string>
  advanced: boolean
  sort?: Sort | undefined
  items: Customer[]
  next?: string | null | undefined
  total?: number | null | undefined
  /** What was searched last; undefined: nothing yet. */
  searched?: FilterValues | undefined
  active: number
}

export interface DetailState {
  readonly kind: 'detail'
  readonly ref: string
  customer?: Customer | undefined
  /** Paths of the fields that were just sent and that the CRM has no place for. */
  notKept?: readonly string[] | undefined
}

export interface FormState {
  readonly kind: 'form'
  /** Undefined: a new customer. */
  readonly ref: string | undefined
  /** As the CRM gave it; of a new customer what its defaults are. Undefined while it is fetched. */
  customer?: Partial<Customer> | undefined
  base: CustomerValues
  values: CustomerValues
  findings: Finding[]
  options: Record<string, { value: string; label: string }[]>
  stale?: { clashes: Clash[]; theirs: string[] } | undefined
  /** Names this sending; another one for other values. */
  key?: { id: string; body: string } | undefined
  /** Hints that were shown when somebody wanted to save: the next time they hold nobody up. */
  told?: string | undefined
}

export type ScreenState = SearchState | DetailState | FormState

/** A drawn screen. */
export interface Screen {
  readonly node: HTMLElement
  /** Puts the focus where work begins. */
  focus(): void
  /** Ends what it still waits for. */
  close?(): void
}

/** What the screens work with. */
export interface Stage {
  readonly description: SelectorDescription
  readonly words: Words
  readonly language: string
  readonly api: SelectorApi
  /** Token of the last search; a new customer may need it. */
  readonly searched: { token?: string | undefined; done: boolean }
  /** Attribute `compact`: one filter only. */
  readonly compact: boolean
  /** Where dialogs are put. */
  readonly dialogs: Node
  go(screen: ScreenState): void
  /** Back to the search as it was left. */
  back(): void
  /** Takes a deleted customer out of what was found. */
  forget(ref: string): void
  /** Says something to screen readers, and shows it. */
  tell(text: string): void
  /** Shows a problem. `again` is what is tried by itself while the CRM is away. */
  fail(error: unknown, again?: () => void): void
  /** Asks whether the CRM is back, where a request cannot be sent again by itself. */
  checkStatus(): void
  /** The CRM has answered. */
  answered(): void
  choose(customer: Customer): void
  anonymous(): void
  emit(name: string, detail: unknown): void
}
