import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, vi } from 'vitest'
import { EXAMPLES } from '../../server/http/openapi-examples.ts'
import type { DeliverySettings } from '../../server/model/delivery.ts'
import type { RunStatus } from '../../server/model/delivery.ts'
import { publish } from './publish.ts'
import { type Answer, answerOf, type Started } from './start.ts'

/** A system that takes orders, and how it does at present. */
export interface Till {
  /** Numbers of the orders that it took, in the order in which it took them. */
  readonly taken: string[]
  /** Orders that came, taken or not. */
  asked(): number
  /** `ok` takes, `down` answers 503, `refuse` 422, `hold` waits for `release`, `drop` takes and hangs up without an answer. */
  mode: 'ok' | 'down' | 'refuse' | 'hold' | 'drop'
  release(): void
  close(): Promise<void>
}

/**
 * A flow `till` of the demo client that hands orders over to a system of its own, bound to `orders.create`. Attempts follow each other quickly.
 * `put` may be repeated, `post` not.
 */
export async function openTill(server: Started, delivery: Partial<DeliverySettings> = {}, operation: 'put' | 'post' = 'put'): Promise<Till> {
  const { till, baseUrl } = await listen()
  const admin = await server.admin()
  const connection = { id: 'till', client: 'demo', name: 'Till', connector: 'http', system: 'till', baseUrl, auth: 'none', local: true }
  expect((await admin.send('POST', '/api/connections', { connection, credentials: {} })).status).toBe(200)
  const settings = { delivery: { firstDelayMs: 20, factor: 1, mostDelayMs: 200, ...delivery } }
  await publish(server, { id: 'till', settings: settings as never }, [
    ['in', 'endpoint', { operation: 'orders.create' }],
    ['book', 'call', { connection: 'till', operation, input: '{ "path": "/orders/" & externalNumber, "body": { "number": externalNumber } }', as: 'booked' }],
    ['out', 'respond', { status: 201, body: '{ "ref": "till:order:" & externalNumber, "externalNumber": externalNumber, "status": "placed", "links": [] }' }],
  ])
  const demo = (await admin.send('GET', '/api/clients')).body.find((client: { value: { id: string } }) => client.value.id === 'demo')
  demo.value.bindings['orders.create'] = 'till'
  expect((await admin.send('PUT', '/api/clients/demo', demo)).status).toBe(200)
  return till
}

async function listen(): Promise<{ till: Till; baseUrl: string }> {
  const held: ServerResponse[] = []
  let asked = 0
  const take = (response: ServerResponse): void => {
    till.taken.push(response.req.url!.slice('/orders/'.length))
    response.setHeader('content-type', 'application/json').end('{}')
  }
  const drop = (response: ServerResponse): void => {
    till.taken.push(response.req.url!.slice('/orders/'.length))
    response.destroy()
  }
  const target = createServer((request, response) => {
    asked++
    request.resume().on('end', () => {
      if (till.mode === 'ok') take(response)
      else if (till.mode === 'hold') held.push(response)
      else if (till.mode === 'drop') drop(response)
      else response.writeHead(till.mode === 'down' ? 503 : 422, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await once(target.listen(0, '127.0.0.1'), 'listening')
  const till: Till = {
    taken: [],
    asked: () => asked,
    mode: 'ok',
    release: () => held.splice(0).forEach(take),
    close: async () => {
      target.closeAllConnections()
      target.close()
      await once(target, 'close')
    },
  }
  return { till, baseUrl: `http://127.0.0.1:${(target.address() as AddressInfo).port}` }
}

export const order = (number: string, more: object = {}): object => ({ ...(EXAMPLES['orders.create']!.request as object), externalNumber: number, ...more })

/** A caller with an API key. */
export interface Caller {
  order(body: object, headers?: Record<string, string>): Promise<Answer>
  status(run: string): Promise<Answer>
  /** The state, once it is this one. */
  until(run: string, state: RunStatus['state']): Promise<RunStatus>
}

export function callerOf(url: string, key: string): Caller {
  const authorization = `Bearer ${key}`
  const status = (run: string): Promise<Answer> => fetch(`${url}/api/v1/runs/${run}`, { headers: { authorization } }).then(answerOf)
  return {
    status,
    order: (body, headers = {}) =>
      fetch(`${url}/api/v1/orders`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }).then(answerOf),
    until: async (run, state) => {
      let last: Answer | undefined
      await vi.waitFor(
        async () => {
          last = await status(run)
          expect(last.body.state).toBe(state)
        },
        { timeout: 15_000, interval: 50 },
      )
      return last!.body as RunStatus
    },
  }
}

/** Accepted at once, delivered later. */
export const ASYNC = { prefer: 'respond-async' }
