import { fill, make } from '../selector/make.ts'
import type { OrderCreate } from '../../server/model/order.ts'
import { showMoney } from './sale.ts'

export interface ReceiptFacts {
  order: OrderCreate
  /** Number that the accounting system gave, once there is one. */
  number: string | undefined
  customer: string | undefined
  language: string
}

/** Writes a receipt into its place, which only paper shows. */
export function writeReceipt(place: HTMLElement, { order, number, customer, language }: ReceiptFacts): void {
  const money = (amount: string): string => showMoney(amount, language)
  const lines = order.lines.map((line) =>
    make('tr', {}, [make('td', {}, [`${line.description ?? ''}${line.kind === 'product' ? ` × ${line.quantity}` : ''}`]), make('td', {}, [money(line.gross)])]),
  )
  const sum = (label: string, amount: string, kind: string): HTMLElement =>
    make('tr', { class: kind }, [make('td', {}, [label]), make('td', {}, [money(amount)])])
  fill(place, [
    make('h2', {}, ['Demo shop']),
    make('p', {}, [`Receipt ${order.externalNumber}`]),
    make('p', {}, [order.issueDate]),
    number !== undefined && make('p', {}, [`Order ${number}`]),
    make('p', {}, [customer ?? 'Walk-in customer']),
    make('table', {}, [make('tbody', {}, [...lines, sum('Tax within', order.totals.tax, ''), sum('Total', order.totals.payable, 'sum')])]),
    make('p', {}, ['Thank you for your visit.']),
  ])
}
