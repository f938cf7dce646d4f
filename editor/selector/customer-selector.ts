import type { Customer } from '../../server/model/customer.ts'
import { categoryKey, identifierText, readValues } from '../../server/model/customer-values.ts'
import type { SelectorDescription } from '../../server/model/selector.ts'
import { callerApi, type CallerApi, type TokenSource } from './caller-api.ts'
import { detailScreen } from './detail-screen.ts'
import { followChanges } from './follow-changes.ts'
import { formScreen } from './form-screen.ts'
import { make } from './make.ts'
import { notice } from './notice.ts'
import { ScanKeys } from './scan-keys.ts'
import { searchScreen, type SearchScreen } from './search-screen.ts'
import { firstValues } from './search-query.ts'
import { selectorApi, type SelectorApi } from './selector-api.ts'
import { SelectorProblem } from './selector-problem.ts'
import type { Screen, ScreenState, SearchState, Stage } from './stage.ts'
import { makeStyle } from './style.ts'
import { wordsOf } from './words.ts'

const SCRIPT_ORIGIN = new URL(import.meta.url).origin

/** `<patchbay-customer-selector>`: search, look at, create and edit customers as the server describes it. Attributes and events: docs/selector.md. */
export class CustomerSelector extends HTMLElement {
  static readonly observedAttributes = ['server', 'token', 'language', 'compact', 'scan']

  private readonly top = make('div', { class: 'top' })
  private readonly place = make('div')
  private readonly live = make('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' })
  private readonly notice = notice(this.top)
  private readonly scanner = new ScanKeys()
  private tokenSource: TokenSource | undefined
  private life: AbortController | undefined
  private caller: CallerApi | undefined
  private api: SelectorApi | undefined
  private description: SelectorDescription | undefined
  private etag: string | undefined
  private search: SearchState | undefined
  private state: ScreenState | undefined
  private screen: Screen | undefined
  private searched: Stage['searched'] = { done: false }
  private online: boolean | undefined
  private wantsFocus = false

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true })
    root.adoptedStyleSheets = [makeStyle()]
    root.append(this.top, this.place, this.live)
  }

  /** The token, or a function that gives one and is asked again when it has run out. */
  get token(): TokenSource | undefined {
    return this.tokenSource ?? this.getAttribute('token') ?? undefined
  }
  set token(source: TokenSource | undefined) {
    this.tokenSource = source
    this.restart()
  }

  connectedCallback(): void {
    this.restart()
  }

  disconnectedCallback(): void {
    this.life?.abort()
    this.life = undefined
    this.notice.clear()
    this.screen?.close?.()
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (before !== now && this.life) this.restart()
  }

  /** Puts the focus where work begins; if nothing is drawn yet, as soon as it is. */
  override focus(): void {
    this.wantsFocus = !this.screen
    this.screen?.focus()
  }

  /** Back to an empty search, as for the next customer. */
  reset(): void {
    this.search = undefined
    this.searched = { done: false }
    this.notice.clear()
    if (this.description) this.go(this.searchState())
  }

  /** Shows one customer. */
  open(ref: string): void {
    this.go({ kind: 'detail', ref })
  }

  private get language(): string {
    return this.getAttribute('language') ?? (this.closest('[lang]')?.getAttribute('lang') || navigator.language)
  }

  private get server(): string {
    return this.getAttribute('server') ?? SCRIPT_ORIGIN
  }

  private restart(): void {
    if (!this.isConnected) return
    this.life?.abort()
    this.life = new AbortController()
    const { signal } = this.life
    this.caller = callerApi(this.server, () => this.token)
    this.api = selectorApi(this.caller)
    this.etag = undefined
    this.addKeys(signal)
    if (this.token === undefined) return
    void this.describe(signal).then(
      () => this.caller && followChanges(this.caller, { language: this.language, changed: () => void this.describe(signal), signal }),
    )
  }

  /** Fetches the description and, if it is another one, draws the present screen anew with everything that was typed. */
  private async describe(signal: AbortSignal): Promise<void> {
    try {
      const read = await this.api!.describe(this.language, this.etag)
      if (signal.aborted || !read) return
      this.description = read.description
      this.etag = read.etag
      if (this.online === undefined) this.notice.clear()
      this.go(this.state ?? this.searchState(), true)
    } catch (error) {
      if (!signal.aborted) this.fail(error, () => void this.describe(signal))
    }
  }

  private searchState(): SearchState {
    this.search ??= { kind: 'search', values: firstValues(this.description?.filters ?? []), advanced: false, items: [], active: 0 }
    return this.search
  }

  private go(state: ScreenState, sameScreen = false): void {
    this.state = state
    if (!this.description) return
    const root = this.shadowRoot!
    const focused = root.activeElement instanceof HTMLElement ? root.activeElement : undefined
    this.screen?.close?.()
    this.screen = this.draw(state)
    this.place.replaceChildren(this.screen.node)
    if (this.wantsFocus) return this.focus()
    if (!focused) return
    const same = sameScreen && focused.dataset.key ? root.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused.dataset.key)}"]`) : undefined
    if (!same) return this.screen.focus()
    same.focus()
    if (same instanceof HTMLInputElement && focused instanceof HTMLInputElement && focused.selectionStart !== null)
      same.setSelectionRange(focused.selectionStart, focused.selectionEnd)
  }

  private draw(state: ScreenState): Screen {
    const stage = this.stage()
    if (state.kind === 'search') return searchScreen(stage, state)
    return state.kind === 'detail' ? detailScreen(stage, state) : formScreen(stage, state)
  }

  private stage(): Stage {
    return {
      description: this.description!,
      words: wordsOf(this.language),
      language: this.language,
      api: this.api!,
      searched: this.searched,
      compact: this.hasAttribute('compact'),
      dialogs: this.shadowRoot!,
      go: (state) => this.go(state),
      back: () => this.go(this.searchState()),
      forget: (ref) => void (this.search && (this.search.items = this.search.items.filter((item) => item.ref !== ref))),
      tell: (text) => void (this.live.textContent = text),
      fail: (error, again) => this.fail(error, again),
      checkStatus: () => void this.checkStatus(),
      answered: () => this.answered(),
      choose: (customer) => this.choose(customer),
      anonymous: () => this.anonymous(),
      emit: (name, detail) => this.emit(name, detail),
    }
  }

  private choose(customer: Customer): void {
    const description = this.description!
    const values = readValues(description, customer)
    const identifier = identifierText(description, values) || customer.name
    this.emit('customer-selected', { ref: customer.ref, identifier, categoryKey: categoryKey(description, values), customer })
  }

  private anonymous(): void {
    this.emit('customer-anonymous', { anonymousCustomer: this.description?.anonymousCustomer ?? null, reason: this.online === false ? 'crm_offline' : null })
  }

  private emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
  }

  private fail(error: unknown, again?: () => void): void {
    const offline = error instanceof SelectorProblem && error.offline
    const mayGoOn = (this.description?.header.connectivity ?? 'online-offline') === 'online-offline'
    const elsewhere = new URL(this.server, location.href).origin !== location.origin
    const goOn = mayGoOn ? () => this.anonymous() : undefined
    this.notice.show({ words: wordsOf(this.language), error, elsewhere, again: offline ? again : undefined, goOn })
    if (offline) this.setOnline(false, error.retryAfter)
  }

  private async checkStatus(): Promise<void> {
    try {
      const { crm, retryAt } = await this.api!.status()
      if (crm !== 'offline') return this.answered()
      const seconds = retryAt === null ? undefined : Math.max(1, Math.ceil((Date.parse(retryAt) - Date.now()) / 1000))
      throw new SelectorProblem('', { status: 503, code: 'crm.offline', retryAfter: seconds })
    } catch (error) {
      this.fail(error, () => void this.checkStatus())
    }
  }

  private answered(): void {
    this.notice.clear()
    if (this.online === false) this.live.textContent = wordsOf(this.language).online
    this.setOnline(true)
  }

  private setOnline(online: boolean, retryAfter?: number): void {
    if (this.online === online) return
    this.online = online
    this.emit('crm-status', { online, retryAfter: retryAfter ?? null })
  }

  /** Escape goes back to the search; a scanner's code goes to its filter. With `scan="page"` it may come from anywhere on the page. */
  private addKeys(signal: AbortSignal): void {
    const scan = (event: KeyboardEvent): void => {
      const code = this.scanner.press(event.key, event.timeStamp)
      if (code === undefined || this.state?.kind !== 'search' || !(this.screen as SearchScreen).scan(code)) return
      event.preventDefault()
      event.stopPropagation()
    }
    const host: EventTarget = this.getAttribute('scan') === 'page' ? document : this
    host.addEventListener('keydown', (event) => scan(event as KeyboardEvent), { capture: true, signal })
    this.addEventListener('keydown', (event) => void (event.key === 'Escape' && this.state?.kind === 'detail' && this.go(this.searchState())), { signal })
  }
}

if (!customElements.get('patchbay-customer-selector')) customElements.define('patchbay-customer-selector', CustomerSelector)
