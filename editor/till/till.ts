import type { DiscountAnswer } from '../../server/model/discount.ts'
import { callerApi, type CallerApi } from '../selector/caller-api.ts'
import type { CrmState } from '../selector/selector-api.ts'
import { fill, make } from '../selector/make.ts'
import { randomId } from '../selector/random-id.ts'
import { cartPanel } from './cart-panel.ts'
import { crmSwitch } from './crm-switch.ts'
import { ordersPanel } from './orders-panel.ts'
import { Outbox } from './outbox.ts'
import { chooserPanel, productsPanel } from './left-panels.ts'
import { writeReceipt } from './receipt.ts'
import { makeOrder, makeSale } from './sale.ts'
import { tokenOfEditor } from './sign-in.ts'
import { askForKey } from './sign-in-form.ts'
import { addToCart, emptySale, type ChosenCustomer, type TillState } from './till-state.ts'
import { tillStyle } from './till-style.ts'

type GetToken = () => Promise<string>

const receiptNumber = (): string => `TILL-${randomId().slice(0, 8).toUpperCase()}`

/** The demo till: sells, looks customers up with the selector, applies discounts, prints and hands orders over. */
class Till {
  private readonly state: TillState = { ...emptySale(receiptNumber()), crm: 'online' }
  private readonly api: CallerApi
  private readonly outbox: Outbox
  private readonly selector: HTMLElement & { token: GetToken; reset(): void }
  private readonly products = productsPanel((product) => this.add(product, 1))
  private readonly chooser: HTMLElement
  private readonly right = make('div', { class: 'stack' })
  private readonly crm = make('span', { class: 'state', role: 'status' })
  private readonly live = make('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' })
  private readonly receipt = make('div', { class: 'receipt', 'aria-hidden': 'true' })
  private printable: (() => void) | undefined

  constructor(getToken: GetToken) {
    this.api = callerApi('', () => getToken)
    this.outbox = new Outbox(this.api, () => this.draw())
    this.selector = document.createElement('patchbay-customer-selector') as Till['selector']
    this.selector.token = getToken
    this.chooser = chooserPanel(this.selector, () => this.choose(false))
    this.listen()
  }

  open(): void {
    const bar = make('header', { class: 'bar' }, [
      make('h1', {}, ['Demo till']),
      this.crm,
      make('div', { class: 'row apart' }, [crmSwitch(() => void this.askStatus()), make('a', { href: '/' }, ['Editor'])]),
    ])
    fill(document.body, [
      bar,
      make('main', { class: 'columns' }, [make('div', { class: 'stack' }, [this.products, this.chooser]), this.right]),
      this.receipt,
      this.live,
    ])
    addEventListener('beforeunload', (event) => void (this.outbox.unsent > 0 && event.preventDefault()))
    this.draw()
    void this.askStatus()
    void this.askDiscounts()
  }

  private listen(): void {
    const take = (name: string, act: (detail: never) => void): void =>
      this.selector.addEventListener(name, (event) => act((event as CustomEvent).detail as never))
    take('customer-selected', (chosen: ChosenCustomer) => this.setCustomer({ ref: chosen.ref, identifier: chosen.identifier }))
    take('customer-anonymous', () => this.setCustomer(undefined))
    take('crm-status', ({ online }: { online: boolean }) => this.setCrm(online ? 'online' : 'offline'))
  }

  private setCrm(crm: TillState['crm']): void {
    const back = this.state.crm === 'offline' && crm === 'online'
    this.state.crm = crm
    if (back) void this.askDiscounts()
    this.draw()
  }

  private setCustomer(customer: ChosenCustomer | undefined): void {
    this.state.customer = customer
    this.state.choosing = false
    this.draw()
    const next = this.right.querySelector<HTMLElement>('[data-key="send"]:enabled') ?? this.right.querySelector<HTMLElement>('[data-key="choose"]')
    next?.focus()
    void this.askDiscounts()
  }

  private async askStatus(): Promise<void> {
    const state = (await this.api
      .call('/status')
      .then((response) => response.json())
      .catch(() => ({ crm: 'offline' }))) as CrmState
    this.setCrm(state.crm === 'offline' ? 'offline' : 'online')
  }

  /** Which discounts hold for the customer now. An answer for somebody who is no longer the customer does not count. */
  private async askDiscounts(): Promise<void> {
    const { customer } = this.state
    try {
      const response = await this.api.call('/discounts', { method: 'POST', body: { crmReference: customer?.ref ?? null } })
      const { given, undecided } = (await response.json()) as DiscountAnswer
      if (this.state.customer !== customer) return
      this.state.discounts = { given, undecided: undecided.map(({ name, because }) => `${name}: ${because}`) }
    } catch {
      if (this.state.customer !== customer) return
      this.state.discounts = { given: [], undecided: ['Discounts could not be asked for; none is applied.'] }
    }
    this.draw()
  }

  private draw(): void {
    const { state } = this
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['key'] : undefined
    this.crm.dataset['state'] = state.crm
    if (this.crm.textContent !== `CRM ${state.crm}`) this.crm.textContent = `CRM ${state.crm}`
    this.products.hidden = state.choosing
    this.chooser.hidden = !state.choosing
    const work = {
      language: navigator.language,
      change: (line: TillState['cart'][number], more: 1 | -1) => this.add(line.product, more),
      choose: () => this.choose(true),
      drop: () => this.setCustomer(undefined),
      send: () => void this.send(),
      print: () => this.print(),
      canPrint: this.printable !== undefined,
    }
    fill(this.right, [cartPanel(state, work), ordersPanel(this.outbox.orders)])
    if (focused !== undefined) this.right.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus()
  }

  private choose(choosing: boolean): void {
    this.state.choosing = choosing
    if (choosing) this.selector.reset()
    this.draw()
    if (choosing) this.selector.focus()
    else this.right.querySelector<HTMLElement>('[data-key="choose"]')?.focus()
  }

  private add(product: TillState['cart'][number]['product'], more: 1 | -1): void {
    this.state.cart = addToCart(this.state.cart, product, more)
    this.draw()
  }

  private async send(): Promise<void> {
    const { cart, customer, discounts, number, crm } = this.state
    const sale = makeSale(cart, discounts.given)
    const reason = crm === 'offline' ? 'crm_offline' : 'walk_in'
    const order = makeOrder(sale, { number, date: new Date().toISOString().slice(0, 10), ref: customer?.ref, reason })
    Object.assign(this.state, emptySale(receiptNumber()))
    const show = (taken?: string): void => writeReceipt(this.receipt, { order, number: taken, customer: customer?.identifier, language: navigator.language })
    this.printable = () => show()
    this.draw()
    const sent = await this.outbox.add(order)
    this.printable = () => show(sent.number)
    this.live.textContent = sent.number === undefined ? `Order ${order.externalNumber} is kept.` : `Order ${order.externalNumber} is taken as ${sent.number}.`
    this.draw()
    void this.askDiscounts()
  }

  /** The sale at hand, or after it was sent the last one. */
  private print(): void {
    const { cart, customer, discounts, number } = this.state
    if (cart.length > 0) {
      const order = makeOrder(makeSale(cart, discounts.given), { number, date: new Date().toISOString().slice(0, 10), ref: customer?.ref, reason: 'walk_in' })
      writeReceipt(this.receipt, { order, number: undefined, customer: customer?.identifier, language: navigator.language })
    } else this.printable?.()
    globalThis.print()
  }
}

async function start(): Promise<void> {
  document.adoptedStyleSheets = [tillStyle()]
  const token = await tokenOfEditor().catch(() => undefined)
  const known = { token }
  const getToken: GetToken | undefined =
    token === undefined
      ? undefined
      : async () => {
          const present = known.token ?? (await tokenOfEditor())
          known.token = undefined
          return present ?? ''
        }
  new Till(getToken ?? (await askForKey())).open()
}

void start()
