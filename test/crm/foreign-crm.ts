import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A customer of the foreign CRM: flat, with empty texts for nothing, days and milliseconds since 1970, and grades. */
type Row = Record<string, string | number>

interface Reply {
  status: number
  body?: unknown
}

export interface ForeignCrm {
  url: string
  close(): Promise<void>
}

const TEXTS =
  'full_name fore sur mail1 mail2 tel_mobile tel_office street street2 town zip ctry d_street d_street2 d_town d_zip d_ctry vat lang memo x_externalId'.split(
    ' ',
  )
const NUMBERS = ['company', 'grade', 'birth', 'newsletter', 'locked']
const SEARCHES: Readonly<Record<string, (row: Row, wanted: string) => boolean>> = {
  name_has: ({ full_name: name }, wanted) => has(name, wanted),
  mail_is: ({ mail1, mail2 }, wanted) => [mail1, mail2].some((mail) => same(mail, wanted)),
  tel_ends: ({ tel_mobile: mobile, tel_office: office }, wanted) => [mobile, office].some((number) => String(number).endsWith(wanted)),
  no_is: ({ no }, wanted) => no === wanted,
  vat_is: ({ vat }, wanted) => vat === wanted,
  grade_is: ({ grade }, wanted) => String(grade) === wanted,
  town_has: ({ town, d_town: delivery }, wanted) => has(town, wanted) || has(delivery, wanted),
  zip_is: ({ zip, d_zip: delivery }, wanted) => [zip, delivery].includes(wanted),
  birth_is: ({ birth }, wanted) => String(birth) === wanted,
  external_is: ({ x_externalId: external }, wanted) => external === wanted,
}
const ORDERS = ['no', 'full_name', 'mail1', 'grade', 'town', 'zip', 'birth', 'made', 'touched']

/** A CRM that Patchbay has no connector for: Basic authentication, flat records, PUT of whole records, offsets, and errors of its own. */
export async function startForeignCrm(): Promise<ForeignCrm> {
  const rows = new Map<string, Row>()
  const login = `Basic ${Buffer.from('patch:bay').toString('base64')}`
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const { status, body } = request.headers.authorization === login ? route(rows, request, await bodyOf(request)) : fault(401, 'login')
      response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body))
    }
    answer().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function route(rows: Map<string, Row>, { method, url }: IncomingMessage, body: Row): Reply {
  const { pathname, searchParams } = new URL(url!, 'http://crm')
  if (pathname === '/status') return { status: 200, body: { alive: 1 } }
  if (pathname === '/customers' && method === 'GET') return search([...rows.values()], searchParams)
  if (pathname === '/customers' && method === 'POST') return put(rows, body)
  const row = rows.get(pathname.replace(/^\/customers\//, ''))
  if (!row) return fault(404, 'unknown')
  if (method === 'GET') return { status: 200, body: row }
  if (method === 'PUT') return put(rows, body, row)
  if (method !== 'DELETE') return fault(405, 'method')
  rows.delete(String(row.no))
  return { status: 204 }
}

function put(rows: Map<string, Row>, body: Row, before?: Row): Reply {
  const unknown = Object.keys(body).find((name) => ![...TEXTS, ...NUMBERS, 'no', 'stamp', 'made', 'touched'].includes(name))
  if (unknown !== undefined || !body.full_name) return fault(400, 'bad', unknown ?? 'full_name')
  if (before && body.stamp !== before.stamp) return fault(412, 'stale')
  const mails = [body.mail1, body.mail2].filter(Boolean)
  const taken = [...rows.values()].some((row) => row !== before && mails.some((mail) => same(row.mail1, mail!) || same(row.mail2, mail!)))
  if (taken) return fault(409, 'duplicate', 'mail1')
  const now = Date.now()
  const own = before ?? { no: `K${1001 + rows.size}`, made: now, stamp: 0 }
  const empty = Object.fromEntries([...TEXTS.map((name) => [name, '']), ...NUMBERS.map((name) => [name, 0])])
  const row: Row = { ...empty, ...body, no: own.no!, made: own.made!, stamp: Number(own.stamp) + 1, touched: now }
  rows.set(String(row.no), row)
  return { status: before ? 200 : 201, body: row }
}

function search(rows: readonly Row[], query: URLSearchParams): Reply {
  const [offset, count, order] = [Number(query.get('offset') ?? 0), Number(query.get('count') ?? 50), query.get('order') ?? 'no']
  const wanted = [...query].filter(([name]) => !['offset', 'count', 'order'].includes(name))
  const unknown = wanted.find(([name]) => !Object.hasOwn(SEARCHES, name.replace(/^or_/, '')))
  if (unknown || !ORDERS.includes(order.replace('-', ''))) return fault(400, 'bad', unknown?.[0] ?? 'order')
  const fits =
    (row: Row) =>
    ([name, value]: [string, string]) =>
      SEARCHES[name.replace(/^or_/, '')]!(row, value)
  const [some, all] = [wanted.filter(([name]) => name.startsWith('or_')), wanted.filter(([name]) => !name.startsWith('or_'))]
  const found = rows.filter((row) => all.every(fits(row)) && (some.length === 0 || some.some(fits(row))))
  const key = order.replace('-', '')
  found.sort((one, other) => String(one[key]).localeCompare(String(other[key]), 'en', { numeric: true }) * (order.startsWith('-') ? -1 : 1))
  return { status: 200, body: { rows: found.slice(offset, offset + count), offset, found: found.length } }
}

async function bodyOf(request: IncomingMessage): Promise<Row> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Row)
}

const fault = (status: number, code: string, on?: string): Reply => ({ status, body: { fault: code, ...(on !== undefined && { on }) } })
const has = (text: Row[string] | undefined, part: string): boolean => String(text).toLowerCase().includes(part.toLowerCase())
const same = (one: Row[string] | undefined, other: Row[string]): boolean => one !== '' && String(one).toLowerCase() === String(other).toLowerCase()
