import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { vi } from 'vitest'
import type { Document } from '../../server/delivery/contract.ts'
import { findHomeFolder } from '../../server/home-folder.ts'
import { Connection } from '../../server/model/connection.ts'
import { Flow } from '../../server/model/flow.ts'
import type { RunDetail, RunState } from '../../server/model/run.ts'
import { type Core, openCore } from '../../server/open-core.ts'
import { readSettings } from '../../server/settings.ts'
import { JumpClock } from './jump-clock.ts'

const ANY = { type: 'object', additionalProperties: true }
const operation = (method: string, path: string, more: object): object => ({
  title: path,
  input: ANY,
  output: ANY,
  request: { method, path, ...(method !== 'GET' && { body: '=input' }) },
  ...more,
})
const write = (path: string, idempotency: object): object => operation('POST', path, { effect: 'write', idempotency, reference: '=output.ref' })

/** One way of repeating for each operation that writes. */
const CONNECTOR = {
  id: 'till',
  name: 'Till',
  version: '1.0.0',
  description: 'For tests.',
  auth: [{ type: 'none' }],
  timeoutMs: 2000,
  failures: [{ status: [503], problem: 'target.unavailable', noEffect: true }],
  operations: {
    find: operation('GET', '/sales/{input.number}', { effect: 'read' }),
    keyed: write('/keyed', { by: 'key', header: 'idempotency-key' }),
    searched: write('/searched', { by: 'search', operation: 'find', input: { number: '=input.number' }, found: '=found' }),
    bare: write('/bare', { by: 'none' }),
    remove: write('/remove', { by: 'nature' }),
  },
}

export interface Sale {
  path: string
  number: string
  ref: string
}

/** `ok` takes; `down` answers 503; `lose` takes and closes the connection without an answer, `lose-once` only once; `hang` takes and never answers. */
export type Mood = 'ok' | 'down' | 'lose' | 'lose-once' | 'hang' | 'refuse'

/** A system that takes sales, twice where nobody prevents it, and hears callbacks. */
export class Till {
  mood: Mood = 'ok'
  readonly sales: Sale[] = []
  readonly heard: { headers: IncomingMessage['headers']; body: string }[] = []
  /** Requests that came. */
  asked = 0
  private readonly keys = new Map<string, string>()
  private readonly server = createServer((request, response) => void this.serve(request, response))

  async open(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening')
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  numbers(path = ''): string[] {
    return this.sales.filter((sale) => sale.path.startsWith(path)).map(({ number }) => number)
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    this.asked += 1
    if (this.mood === 'down') return answer(response, 503, {})
    if (request.url === '/callback') {
      this.heard.push({ headers: request.headers, body: text })
      return answer(response, 200, {})
    }
    if (request.method === 'GET') return this.find(request.url!.split('/').at(-1)!, response)
    if (this.mood === 'refuse') return answer(response, 422, {})
    const { number } = JSON.parse(text) as { number: string }
    const ref = this.take(request.url!, number, request.headers['idempotency-key'])
    if (this.mood.startsWith('lose')) {
      if (this.mood === 'lose-once') this.mood = 'ok'
      return void request.socket.destroy()
    }
    if (this.mood !== 'hang') answer(response, 200, { ref })
  }

  private find(number: string, response: ServerResponse): void {
    const sale = this.sales.find((known) => known.number === number)
    answer(response, sale ? 200 : 404, sale ? { ref: sale.ref } : {})
  }

  private take(path: string, number: string, key: unknown): string {
    const known = path === '/keyed' ? this.keys.get(String(key)) : undefined
    if (known !== undefined) return known
    const ref = `S-${this.sales.length + 1}`
    this.sales.push({ path, number, ref })
    this.keys.set(String(key), ref)
    return ref
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

type Step = [id: string, config: Record<string, unknown>]

/** Everything behind the HTTP room with a flow `sell`, whose nodes are given, and a till behind it. */
export class Shop {
  readonly till = new Till()
  readonly clock = new JumpClock()
  readonly lines: string[] = []
  core!: Core
  private environment: Record<string, string> = {}
  private readonly folder = mkdtempSync(join(tmpdir(), 'patchbay-delivery-'))
  private readonly closers: (() => unknown)[] = []

  static async open(steps: Step[], delivery: object = {}, environment: Record<string, string> = {}): Promise<Shop> {
    const shop = new Shop()
    shop.environment = environment
    mkdirSync(join(shop.folder, 'connectors', 'till'), { recursive: true })
    writeFileSync(join(shop.folder, 'connectors', 'till', 'connector.json'), JSON.stringify(CONNECTOR))
    await shop.till.open()
    await shop.start()
    await shop.core.hub.clients.create({ id: 'shop', name: 'Shop', bindings: {} })
    const connection = { id: 'till', client: 'shop', name: 'Till', connector: 'till', system: 'till', baseUrl: shop.till.url, auth: 'none', local: true }
    await shop.core.hub.connections.create(Connection.parse(connection), {})
    await shop.core.hub.flows.create(flowOf(steps, delivery), 'ada')
    await shop.core.hub.flows.publish('sell', { revision: 1, note: '' }, 'ada')
    return shop
  }

  /** Opens the rooms on the folder, as a process does. */
  async start(): Promise<void> {
    this.core = await openCore({
      settings: readSettings({
        PATCHBAY_DATA: join(this.folder, 'data'),
        PATCHBAY_SANDBOX: 'off',
        PATCHBAY_CONNECTORS: join(this.folder, 'connectors'),
        ...this.environment,
      }),
      home: findHomeFolder(),
      log: pino({ level: 'warn' }, { write: (line: string) => void this.lines.push(line) }),
      clock: this.clock,
      onClose: (close) => void this.closers.push(close),
    })
  }

  /** Ends the rooms without waiting for what is under way. */
  async stop(): Promise<void> {
    for (let close = this.closers.pop(); close; close = this.closers.pop()) await close()
  }

  async close(): Promise<void> {
    await this.stop()
    await this.till.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Publishes the flow with other nodes. */
  async change(steps: Step[], delivery: object = {}): Promise<void> {
    const { revision } = await this.core.hub.flows.read('sell')
    await this.core.hub.flows.save('sell', { revision, flow: flowOf(steps, delivery) }, 'ada')
    await this.core.hub.flows.publish('sell', { revision: revision + 1, note: '' }, 'ada')
  }

  /** Accepts a sale of a customer; gives back the run. */
  async sell(number: string, more: Partial<Document> & { customer?: string } = {}): Promise<string> {
    return (await this.core.delivery.accept(saleOf(number, more))).run
  }

  async detail(run: string): Promise<RunDetail> {
    return (await this.core.store.runs.get(run))!
  }

  /** The run, once it is in this state. */
  async until(run: string, state: RunState): Promise<RunDetail> {
    return vi.waitFor(
      async () => {
        const detail = await this.core.store.runs.get(run)
        if (detail?.run.state !== state) throw new Error(`is ${detail?.run.state} (${detail?.run.problem?.code ?? 'no problem'})`)
        return detail
      },
      { timeout: 10_000, interval: 10 },
    )
  }
}

export function saleOf(number: string, { customer = 'C-1', ...more }: Partial<Document> & { customer?: string } = {}): Document {
  const body = { number, customer }
  return { client: 'shop', flow: 'sell', trigger: 'in', body, bytes: 40, request: { method: 'POST', path: 'sell', query: {}, headers: {} }, ...more }
}

function flowOf(steps: Step[], delivery: object): Flow {
  const row = steps.filter(([, config]) => config.undoes !== true)
  const nodes: [string, string, Record<string, unknown>][] = [
    ['in', 'webhook', { method: 'POST', path: 'sell', lane: 'customer', keys: 'number' }],
    ...steps.map(([id, { kind = 'call', ...given }]): [string, string, Record<string, unknown>] => {
      const config = Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'undoes'))
      return [id, String(kind), kind === 'call' ? { connection: 'till', ...config } : config]
    }),
  ]
  const chain = ['in', ...row.map(([id]) => id)]
  return Flow.parse({
    id: 'sell',
    name: 'Sell',
    client: 'shop',
    nodes: nodes.map(([id, kind, config], x) => ({ id, kind, name: id, config, position: { x, y: 0 } })),
    wires: chain.slice(1).map((to, index) => ({ id: `w${index}`, from: { node: chain[index], port: 'out' }, to })),
    settings: { delivery: { attempts: 50, firstDelayMs: 10, factor: 1, mostDelayMs: 20, ...delivery } },
  })
}
