import { randomId } from '../selector/random-id.ts'
import type { CallerApi } from '../selector/caller-api.ts'
import { SelectorProblem } from '../selector/selector-problem.ts'
import type { OrderCreate, OrderReceipt } from '../../server/model/order.ts'

const FIRST_WAIT_MS = 5000
const LONGEST_WAIT_MS = 60_000

/** An order that was handed over, or is to be. `waiting`: it is sent again by itself. `refused`: the same order will not be taken. */
export interface SentOrder {
  readonly order: OrderCreate
  readonly key: string
  state: 'sending' | 'sent' | 'waiting' | 'refused'
  number?: string | undefined
  why?: string | undefined
}

/** Orders of this page, newest first. Each keeps its idempotency key, so that none is taken twice. */
export class Outbox {
  readonly orders: SentOrder[] = []
  private readonly api: CallerApi
  private readonly changed: () => void

  constructor(api: CallerApi, changed: () => void) {
    this.api = api
    this.changed = changed
  }

  get unsent(): number {
    return this.orders.filter(({ state }) => state === 'sending' || state === 'waiting').length
  }

  /** Resolves after the first attempt. */
  async add(order: OrderCreate): Promise<SentOrder> {
    const sent: SentOrder = { order, key: randomId(), state: 'sending' }
    this.orders.unshift(sent)
    await this.send(sent, FIRST_WAIT_MS)
    return sent
  }

  private async send(sent: SentOrder, waitMs: number): Promise<void> {
    sent.state = 'sending'
    this.changed()
    try {
      const response = await this.api.call('/orders', { method: 'POST', body: sent.order, headers: { 'idempotency-key': sent.key } })
      const receipt = (await response.json()) as OrderReceipt
      Object.assign(sent, { state: 'sent', number: receipt.number ?? receipt.ref, why: undefined })
    } catch (error) {
      const problem = error instanceof SelectorProblem ? error : new SelectorProblem('')
      const passing = problem.status === 0 || problem.status === 409 || problem.status === 429 || problem.status >= 500
      Object.assign(sent, { state: passing ? 'waiting' : 'refused', why: problem.message || 'The server cannot be reached.' })
      if (passing) setTimeout(() => void this.send(sent, Math.min(LONGEST_WAIT_MS, waitMs * 2)), (problem.retryAfter ?? 0) * 1000 || waitMs)
    }
    this.changed()
  }
}
