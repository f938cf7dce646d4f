import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Customer } from '../../../server/model/customer.ts'
import type { SelectorDescription } from '../../../server/model/selector.ts'
import { DESCRIPTION } from './description.ts'

const EDITOR = process.env.PATCHBAY_EDITOR_DIR ?? join(import.meta.dirname, '../../../dist/editor')
const SCRIPT = join(EDITOR, 'selector/customer-selector.js')

/** Nothing inline, and no script but that of the server. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; require-trusted-types-for 'script'"

export interface Asked {
  method: string
  path: string
  body: unknown
  headers: IncomingMessage['headers']
}

/** A server that answers as Patchbay does, from memory. */
export interface MockServer {
  url: string
  description: SelectorDescription
  customers: Map<string, Customer>
  /** Every call below /api/v1, in order. */
  asked: Asked[]
  /** Seconds in Retry-After while the CRM is away; undefined: it is there. */
  offline: number | undefined
  /** A stale change is answered with the customer as it is now. */
  tellsCurrent: boolean
  /** What a change is said to have no place for. */
  notKept: string | undefined
  /** Tells listeners of another description. */
  change(description: SelectorDescription): void
  close(): Promise<void>
}

type Answer = { status: number; body?: unknown; headers?: Record<string, string> }

const problem = (status: number, code: string, more: object = {}): Answer => ({ status, body: { code, title: code, detail: code, ...more } })

const TOWNS = ['Praha', 'Brno', 'Berlin', 'Prostějov']

export const customer = (index: number): Customer => ({
  ref: `mock:customer:C-${index}`,
  kind: 'business',
  isCompany: false,
  name: `Ann Alder ${index}`,
  taxIds: [],
  emails: [{ value: `ann${index}@example.test`, kind: 'work', primary: true }],
  phones: [{ raw: `+1 202 555 01${String(index).padStart(2, '0')}`, kind: 'mobile' }],
  addresses: [
    {
      kinds: ['billing'],
      isDefault: { billing: true, shipping: false },
      line1: `Mill Street ${index}`,
      city: TOWNS[index % 4],
      country: index % 4 === 2 ? 'DE' : 'CZ',
    },
  ],
  category: index % 2 ? 'VIP' : 'REG',
  status: 'active',
  ext: {},
  versionToken: '1',
})

export async function startMockServer(): Promise<MockServer> {
  const streams = new Set<ServerResponse>()
  const mock: MockServer = {
    url: '',
    description: DESCRIPTION,
    customers: new Map(Array.from({ length: 45 }, (_, index) => [`mock:customer:C-${index}`, customer(index)])),
    asked: [],
    offline: undefined,
    tellsCurrent: false,
    notKept: undefined,
    change: (description) => {
      mock.description = description
      streams.forEach((stream) => stream.write('event: selector\ndata: "new"\n\n'))
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const server = createServer((request, response) => void serve({ mock, streams }, request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  mock.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return mock
}

const page = (attributes: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mock till</title><link rel="icon" href="data:,">` +
  `<script type="module" src="/selector/v1/customer-selector.js"></script><patchbay-customer-selector ${attributes}></patchbay-customer-selector></html>`

async function serve({ mock, streams }: { mock: MockServer; streams: Set<ServerResponse> }, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, 'http://mock')
  const text = await readText(request)
  if (url.pathname === '/')
    return void response
      .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY })
      .end(page(url.searchParams.get('attributes') ?? 'token="t"'))
  if (url.pathname.startsWith('/selector/')) return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(SCRIPT))
  const path = url.pathname.replace('/api/v1', '')
  const asked: Asked = { method: request.method!, path, body: text === '' ? undefined : JSON.parse(text), headers: request.headers }
  mock.asked.push(asked)
  if (path === '/selector/changes') {
    streams.add(response)
    response.on('close', () => streams.delete(response))
    return void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': ok\n\n')
  }
  const { status, body, headers } = answer(mock, asked)
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body === undefined ? undefined : JSON.stringify(body))
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string
  return text
}

function answer(mock: MockServer, { method, path, body, headers }: Asked): Answer {
  if (headers.authorization !== 'Bearer t') return problem(401, 'request.unauthenticated')
  if (path === '/selector') {
    const etag = `"${mock.description.header.name}"`
    return headers['if-none-match'] === etag ? { status: 304 } : { status: 200, body: mock.description, headers: { etag } }
  }
  if (path === '/status') return { status: 200, body: { crm: mock.offline === undefined ? 'online' : 'offline', retryAt: null, implementation: 'mock@1' } }
  if (mock.offline !== undefined) return { ...problem(503, 'crm.offline'), headers: { 'retry-after': String(mock.offline) } }
  if (path === '/selector/suggestions')
    return { status: 200, body: { values: TOWNS.filter((town) => town.toLowerCase().startsWith(String((body as { text: string }).text).toLowerCase())) } }
  if (path === '/customers/search') return search(mock, body as Record<string, unknown>)
  if (path === '/customers/defaults') return { status: 200, body: { category: 'REG' } }
  if (path === '/customers/on-change') return { status: 200, body: react(body as { property: string; customer: { addresses?: { country?: string }[] } }) }
  return method === 'POST'
    ? create(mock, body as Partial<Customer>)
    : one(mock, { method, ref: decodeURIComponent(path.slice('/customers/'.length)), body: body as Partial<Customer> })
}

function search({ customers }: MockServer, body: Record<string, unknown>): Answer {
  const {
    name = '',
    email = '',
    reference = '',
    category,
    sort,
    limit = 20,
    page = '0',
  } = body as Record<string, string> & { sort?: { descending: boolean }; limit?: number }
  const fits = (each: Customer): boolean =>
    each.name.toLowerCase().includes(name.toLowerCase()) &&
    each.emails.some(({ value }) => value.includes(email)) &&
    each.ref.endsWith(reference) &&
    (!category || each.category === category)
  const found = [...customers.values()].filter(fits)
  if ((sort as { descending: boolean } | undefined)?.descending) found.reverse()
  const end = Number(page) + Number(limit)
  return {
    status: 200,
    body: { items: found.slice(Number(page), end), next: end < found.length ? String(end) : null, total: found.length },
    headers: { 'search-token': 'searched' },
  }
}

/** Germany has other segments. */
const react = ({ property, customer }: { property: string; customer: { addresses?: { country?: string }[] } }): object =>
  property === 'country' && customer.addresses?.[0]?.country === 'DE'
    ? {
        options: {
          segment: [
            { value: 'DE1', label: 'German one' },
            { value: 'VIP', label: 'Wichtig' },
          ],
        },
        messages: [{ property: 'town', level: 'information', text: 'Look at the town.' }],
      }
    : {}

function create({ customers }: MockServer, body: Partial<Customer>): Answer {
  if (body.name === 'Refused') return problem(422, 'target.validation', { errors: [{ path: 'emails.0.value', message: 'is in use' }] })
  const made = { ...customer(100 + customers.size), ...body }
  customers.set(made.ref, made)
  return { status: 201, body: made }
}

function one({ customers, tellsCurrent, notKept }: MockServer, { method, ref, body }: { method: string; ref: string; body: Partial<Customer> }): Answer {
  const found = customers.get(ref)
  if (!found) return problem(404, 'target.not-found')
  if (method === 'GET') return { status: 200, body: found }
  if (method === 'DELETE') {
    customers.delete(ref)
    return { status: 204 }
  }
  if (body.versionToken !== found.versionToken) return problem(409, 'target.conflict', tellsCurrent ? { current: found } : {})
  const changed = { ...found, ...body, versionToken: String(Number(found.versionToken) + 1) }
  customers.set(ref, changed)
  return { status: 200, body: changed, ...(notKept !== undefined && { headers: { 'x-patchbay-not-kept': notKept } }) }
}
