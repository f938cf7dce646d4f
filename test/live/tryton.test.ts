import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Flow } from '../../server/model/flow.ts'
import { createFlow, drawFlow, publish } from '../browser/draw-flow.ts'
import { bindOperations, createClient, createConnection, createKey, setUp } from '../browser/first-steps.ts'
import { launchBrowser } from '../browser/launch.ts'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { openTryton, type TrytonClient } from './tryton-client.ts'
import { startTryton } from './tryton-system.ts'

const tryton = startTryton()
if ('skip' in tryton) console.log(`The live test with Tryton is skipped: ${tryton.skip}.`)

const flowOf = (id: string): Flow => Flow.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'flows', `${id}.json`), 'utf8')))
const CUSTOMERS = flowOf('tryton-customers')
const ORDERS = flowOf('tryton-orders')
const mark = Date.now().toString(36)
const mail = `mira-${mark}@example.test`

const NEW_CUSTOMER = {
  name: `Mira Norrgard ${mark}`,
  emails: [{ value: mail, kind: 'work', primary: true }],
  phones: [{ raw: '+12025550147', kind: 'mobile' }],
  addresses: [
    {
      kinds: ['billing', 'shipping'],
      isDefault: { billing: true, shipping: true },
      line1: 'Mill Street 7',
      line2: '2nd floor',
      city: 'Berlin',
      postalCode: '10115',
    },
  ],
  taxIds: [{ scheme: 'VAT', value: 'DE136695976' }],
}
const line = (id: string, sku: string, numbers: [quantity: string, unitPrice: string, net: string, tax: string, gross: string]) => {
  const [quantity, unitPrice, net, amount, gross] = numbers
  return { id, sku, quantity, unitPrice, net, tax: { category: 'S', rate: '20', amount }, gross }
}

interface Answer {
  status: number
  body: Record<string, unknown> & { ref: string; versionToken: string; items: { ref: string }[]; links: { ref: string }[] }
}

describe.skipIf('skip' in tryton)('a flow drawn in the browser carries a POS customer and an order into Tryton', () => {
  const system = tryton as Exclude<typeof tryton, { skip: string }>
  const data = mkdtempSync(join(tmpdir(), 'patchbay-live-'))
  let patchbay: PatchbayProcess
  let browser: Browser
  let page: Page
  let erp: TrytonClient
  let key = ''
  let customer: Answer['body']

  async function pos(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const response = await fetch(`${patchbay.url}/api/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const text = await response.text()
    console.log(`  ${method} ${path} -> ${response.status} ${text.slice(0, 160)}`)
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] }
  }
  const at = (ref: string): string => `/customers/${encodeURIComponent(ref)}`
  const idOf = (ref: string): number => Number(ref.split(':')[2])

  beforeAll(async () => {
    erp = await openTryton(system.url, system.user, system.password)
    patchbay = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'warn' })
    browser = await launchBrowser()
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.setDefaultTimeout(20_000)
  })

  afterAll(async () => {
    await browser?.close()
    await patchbay?.stop()
    system.stop()
    rmSync(data, { recursive: true, force: true })
  })

  test('the specialist connects Tryton, draws both flows and publishes them', async () => {
    await setUp(page, patchbay.url, patchbay.setupToken)
    await createClient(page, patchbay.url, 'Shop')
    const { user, password } = system
    await createConnection(page, patchbay.url, {
      name: 'Tryton',
      connector: 'Tryton',
      client: 'Shop',
      baseUrl: system.url,
      local: true,
      credentials: { User: user, Password: password },
      settings: { Company: '1' },
    })
    for (const flow of [CUSTOMERS, ORDERS]) {
      const begin = Date.now()
      await createFlow(page, patchbay.url, { name: flow.name, client: 'Shop' })
      await drawFlow(page, flow)
      await publish(page)
      expect(await page.getByText('Published as version 1').isVisible()).toBe(true)
      console.log(`  drew and published "${flow.name}": ${flow.nodes.length} nodes, ${flow.wires.length} wires in ${Math.round((Date.now() - begin) / 1000)} s`)
    }
  })

  test('the administrator binds the operations and creates a key', async () => {
    const titles = ['Search customers', 'Read a customer', 'Create a customer', 'Change a customer', 'Delete a customer']
    await page.goto(`${patchbay.url}/clients/shop`)
    await bindOperations(page, {
      ...Object.fromEntries(titles.map((title) => [title, CUSTOMERS.name])),
      'Hand over an order': ORDERS.name,
    })
    key = await createKey(page, 'Till 1')
    expect(key).toMatch(/^pb_/)
  })

  test('the POS creates a customer, and Tryton has the party', async () => {
    const created = await pos('POST', '/customers', NEW_CUSTOMER)
    expect(created.status).toBe(201)
    customer = created.body
    expect(customer).toMatchObject({ ...NEW_CUSTOMER, isCompany: true, status: 'active', emails: NEW_CUSTOMER.emails })
    const [party] = await erp.read('party.party', [idOf(customer.ref)], ['name', 'active', 'addresses', 'contact_mechanisms'])
    const [address] = await erp.read('party.address', party!.addresses as number[], ['street', 'city', 'postal_code', 'invoice', 'delivery'])
    const contacts = await erp.read('party.contact_mechanism', party!.contact_mechanisms as number[], ['type', 'value'])
    console.log('  Tryton says:', JSON.stringify({ party, address, contacts }))
    expect(party).toMatchObject({ name: NEW_CUSTOMER.name })
    expect(address).toMatchObject({ street: 'Mill Street 7\n2nd floor', city: 'Berlin', postal_code: '10115' })
    expect(contacts.map(({ value }) => value)).toEqual(expect.arrayContaining([mail, '+12025550147']))
  })

  test('the POS finds it by name, by e-mail and by reference, and reads it', async () => {
    const [party] = await erp.read('party.party', [idOf(customer.ref)], ['code'])
    for (const query of [{ name: mark }, { email: mail }, { reference: String(party!.code) }]) {
      const found = await pos('POST', '/customers/search', query)
      expect(found.body.items.map(({ ref }) => ref)).toEqual([customer.ref])
    }
    expect((await pos('GET', at(customer.ref))).body).toEqual(customer)
  })

  test('a change with a stale version token is refused, and Tryton keeps the first', async () => {
    const changed = await pos('PATCH', at(customer.ref), { versionToken: customer.versionToken, name: `Mira Hale ${mark}` })
    expect(changed.status).toBe(200)
    const stale = await pos('PATCH', at(customer.ref), { versionToken: customer.versionToken, name: 'Too late' })
    expect(stale).toMatchObject({ status: 409, body: { code: 'target.conflict' } })
    expect(await erp.read('party.party', [idOf(customer.ref)], ['name'])).toMatchObject([{ name: `Mira Hale ${mark}` }])
  })

  test('an order becomes a processed sale with an invoice, once', async () => {
    const order = {
      channelId: 'shop-1',
      issueDate: new Date().toISOString().slice(0, 10),
      currency: 'EUR',
      priceMode: 'net',
      crmReference: customer.ref,
      externalNumber: `R-${mark}`,
      lines: [line('1', 'ESP-1KG', ['2', '18.50', '37.00', '7.40', '44.40']), line('2', 'CUP-12', ['1', '3.20', '3.20', '0.64', '3.84'])],
      totals: { net: '40.20', tax: '8.04', gross: '48.24', payable: '48.24' },
    }
    const receipt = await pos('POST', '/orders', order)
    expect(receipt).toMatchObject({
      status: 201,
      body: { externalNumber: order.externalNumber, status: 'confirmed', totals: { net: '40.20', tax: '8.04', gross: '48.24' } },
    })
    const again = await pos('POST', '/orders', order)
    expect(again.body.ref).toBe(receipt.body.ref)
    const sales = await erp.search('sale.sale', [['reference', '=', order.externalNumber]], ['state', 'number', 'total_amount', 'invoices', 'party'])
    const invoices = await erp.read('account.invoice', [idOf(receipt.body.links[0]!.ref)], ['state', 'total_amount', 'party'])
    console.log('  Tryton says:', JSON.stringify({ sales, invoices }))
    expect(sales).toMatchObject([{ state: 'processing', total_amount: { decimal: '48.24' }, party: idOf(customer.ref) }])
    expect(sales[0]!.invoices).toEqual([idOf(receipt.body.links[0]!.ref)])
    expect(invoices).toMatchObject([{ total_amount: { decimal: '48.24' }, party: idOf(customer.ref) }])
  })

  test('what Tryton refuses reaches the POS in words', async () => {
    const wrong = await pos('POST', '/customers', { ...NEW_CUSTOMER, name: 'Wrong number', taxIds: [{ scheme: 'VAT', value: 'DE000' }] })
    expect(wrong).toMatchObject({ status: 422, body: { code: 'target.validation', at: expect.any(String), remedy: expect.any(String) } })
  })

  test('a deleted customer is deactivated in Tryton and no longer found', async () => {
    expect((await pos('DELETE', at(customer.ref))).status).toBe(204)
    expect((await pos('POST', '/customers/search', { email: mail })).body.items).toEqual([])
    const [party] = await erp.search(
      'party.party',
      [
        ['id', '=', idOf(customer.ref)],
        ['active', 'in', [true, false]],
      ],
      ['active'],
    )
    expect(party).toMatchObject({ active: false })
  })

  test('the operator sees the runs, and opens the one of the order', async () => {
    await page.goto(`${patchbay.url}/runs`)
    await page.getByText('orders.create').first().click()
    await page.waitForURL('**/runs/*')
    await page.locator('.react-flow__node').first().waitFor()
    expect(await page.getByText('Create the sale').first().isVisible()).toBe(true)
  })
})
