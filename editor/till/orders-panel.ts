import { make } from '../selector/make.ts'
import type { SentOrder } from './outbox.ts'

const SAYS: Record<SentOrder['state'], string> = { sending: 'is being sent', sent: 'taken', waiting: 'kept, is sent again', refused: 'refused' }

/** The orders that this page has handed over, newest first. */
export const ordersPanel = (orders: readonly SentOrder[]): HTMLElement =>
  make('section', { class: 'panel', 'aria-labelledby': 'orders-title', hidden: orders.length === 0 }, [
    make('h2', { id: 'orders-title' }, ['Orders of this page']),
    make(
      'ul',
      { class: 'orders' },
      orders.map(({ order, state, number, why }) =>
        make('li', {}, [
          make('span', {}, [order.externalNumber]),
          make('span', { 'data-order': state }, [number === undefined ? SAYS[state] : `${SAYS[state]} as ${number}`]),
          why !== undefined && make('span', { class: 'muted' }, [why]),
        ]),
      ),
    ),
  ])
