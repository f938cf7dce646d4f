import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { setUpAdmin } from '../support/admin.ts'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'patchbay-documents-'))
let server: PatchbayProcess
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const start = (): Promise<PatchbayProcess> => startPatchbayProcess({ PATCHBAY_DATA: folder, PATCHBAY_LOG: 'silent' })

const header = (externalNumber: string): object => ({
  channelId: 'shop-1',
  issueDate: '2026-11-22',
  currency: 'EUR',
  priceMode: 'net',
  externalNumber,
  lines: [{ id: '1', quantity: '1', unitPrice: '10.00', net: '10.00', gross: '12.10', tax: { category: 'S', rate: '21', amount: '2.10' } }],
  totals: { net: '10.00', tax: '2.10', gross: '12.10', payable: '12.10' },
})

test('S0-15: an order that waits is found by its number, and can be invoiced, after the server was killed at once', { timeout: 60_000 }, async () => {
  server = await start()
  const { api } = await setUpAdmin(server.url, server.setupToken)
  const { key } = await api.call('keys.create', { params: { id: 'demo' }, body: { name: 'till' } })
  await api.call('pauses.create', { body: { kind: 'flow', id: 'orders', note: '' } })
  const pos = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...(body && { prefer: 'respond-async' }) }
    const response = await fetch(`${server.url}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    return { status: response.status, body: (await response.json()) as { id?: string; items?: object[] } }
  }
  const accepted = await pos('POST', '/orders', header('R-9'))
  expect(accepted.status).toBe(202)
  await server.kill('SIGKILL')
  server = await start()
  const found = async (): Promise<object[] | undefined> => (await pos('GET', '/documents?externalNumber=R-9')).body.items
  await vi.waitFor(async () => expect(await found()).toMatchObject([{ id: accepted.body.id, kind: 'order', ref: null }]), { timeout: 10_000 })
  const invoice = await pos('POST', '/invoices', { ...header('I-9'), sources: [{ rel: 'from', kind: 'order', externalNumber: 'R-9' }] })
  expect(invoice.status).toBe(202)
})
