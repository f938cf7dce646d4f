import { make, type Child } from '../selector/make.ts'
import { makeSale, showMoney, type CartLine } from './sale.ts'
import type { TillState } from './till-state.ts'

export interface CartWork {
  language: string
  change(line: CartLine, more: 1 | -1): void
  choose(): void
  drop(): void
  send(): void
  print(): void
  canPrint: boolean
}

/** The sale: its customer, lines, discounts with their reasons, and totals. */
export function cartPanel(state: TillState, work: CartWork): HTMLElement {
  const { cart, discounts } = state
  const sale = makeSale(cart, discounts.given)
  const money = (amount: string): string => showMoney(amount, work.language)
  const rows = sale.lines.map((line, index) =>
    make('tr', { class: line.kind === 'discount' ? 'discount' : undefined }, [
      make('th', { scope: 'row' }, [line.description ?? '']),
      make('td', { class: 'quantity' }, line.kind === 'discount' ? [] : steps(cart[index]!, work)),
      make('td', {}, [money(line.gross)]),
    ]),
  )
  const empty = cart.length === 0
  return make('section', { class: 'panel', 'aria-labelledby': 'sale-title' }, [
    make('h2', { id: 'sale-title' }, [`Sale ${state.number}`]),
    customerLine(state, work),
    empty ? make('p', { class: 'muted' }, ['Choose products to begin.']) : make('table', { class: 'lines', 'aria-label': 'Lines' }, [make('tbody', {}, rows)]),
    ...reasons(state),
    make('dl', { class: 'totals' }, [
      make('dt', { class: 'muted' }, ['Tax within']),
      make('dd', { class: 'muted' }, [money(sale.totals.tax)]),
      make('dt', { class: 'due' }, ['Total']),
      make('dd', { class: 'due', id: 'total' }, [money(sale.totals.payable)]),
    ]),
    make('div', { class: 'row' }, [
      make('button', { type: 'button', class: 'primary', 'data-key': 'send', disabled: empty, onclick: work.send }, ['Send the order']),
      make('button', { type: 'button', 'data-key': 'print', disabled: empty && !work.canPrint, onclick: work.print }, ['Print the receipt']),
    ]),
  ])
}

function steps(line: CartLine, { change }: CartWork): Child[] {
  const step = (more: 1 | -1, sign: string, label: string): HTMLElement =>
    make(
      'button',
      { type: 'button', 'aria-label': `${label} ${line.product.name}`, 'data-key': `${sign}${line.product.sku}`, onclick: () => change(line, more) },
      [sign],
    )
  return [step(-1, '−', 'One less of'), make('span', {}, [String(line.quantity)]), step(1, '+', 'One more of')]
}

function customerLine({ customer, crm }: TillState, { choose, drop }: CartWork): HTMLElement {
  const text = customer?.identifier ?? (crm === 'offline' ? 'Anonymous: the CRM is away' : 'Anonymous')
  return make('div', { class: 'customer' }, [
    make('div', {}, [make('div', { class: 'muted' }, ['Customer']), make('div', { id: 'customer' }, [text])]),
    make('div', { class: 'row' }, [
      customer && make('button', { type: 'button', 'data-key': 'drop', onclick: drop }, ['Remove']),
      make('button', { type: 'button', 'data-key': 'choose', onclick: choose }, [customer ? 'Change' : 'Find']),
    ]),
  ])
}

function reasons({ discounts: { given, undecided } }: TillState): Child[] {
  if (given.length + undecided.length === 0) return []
  return [
    make('ul', { class: 'why', 'aria-label': 'Discounts' }, [
      ...given.map(({ name, percent, because }) => make('li', { class: 'discount' }, [`${name}, ${percent} %: ${because}`])),
      ...undecided.map((why) => make('li', { class: 'muted' }, [why])),
    ]),
  ]
}
