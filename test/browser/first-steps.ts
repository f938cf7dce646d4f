import type { Page } from 'playwright-core'
import { ADMIN } from '../support/admin.ts'
import { pick } from './keyboard.ts'

/** Creates the first user through the set-up link. */
export async function setUp(page: Page, base: string, setupToken: string): Promise<void> {
  await page.goto(`${base}/setup?token=${setupToken}`)
  await page.getByLabel('User').fill(ADMIN.user)
  await page.locator('input[type=password]').fill(ADMIN.password)
  await page.getByRole('button', { name: 'Create the user and log in' }).click()
  await page.getByRole('button', { name: 'New flow', exact: true }).first().waitFor()
}

/** Creates a client; leaves its page open. */
export async function createClient(page: Page, base: string, name: string): Promise<void> {
  await page.goto(`${base}/clients`)
  await page.getByRole('button', { name: 'New client' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create and open' }).click()
  await page.waitForURL('**/clients/*')
}

export interface NewConnection {
  name: string
  connector: string
  client: string
  baseUrl: string
  local?: boolean
  /** By label of the field. */
  credentials: Record<string, string>
  settings?: Record<string, string>
}

/** Creates a connection and tries it; resolves when the test says that it works. */
export async function createConnection(page: Page, base: string, wanted: NewConnection): Promise<void> {
  await page.goto(`${base}/connections/new`)
  await pick(page.getByRole('combobox', { name: 'Connector' }), wanted.connector)
  await pick(page.getByRole('combobox', { name: 'Client' }), wanted.client)
  await page.getByLabel('Name', { exact: true }).fill(wanted.name)
  await page.getByLabel('Base URL').fill(wanted.baseUrl)
  if (wanted.local) await page.getByLabel('On this machine or network link').check({ force: true })
  for (const [label, value] of Object.entries({ ...wanted.credentials, ...wanted.settings })) await page.getByLabel(label, { exact: true }).first().fill(value)
  await page.getByRole('button', { name: 'Create the connection' }).click()
  await page.getByRole('button', { name: 'Test', exact: true }).and(page.locator(':enabled')).click()
  await page.getByText('address and credentials are right').waitFor()
}

/** Binds operations to flows, by their titles, on the open page of a client. */
export async function bindOperations(page: Page, bindings: Record<string, string>): Promise<void> {
  for (const [operation, flow] of Object.entries(bindings)) {
    const select = page.getByRole('combobox', { name: `Flow for ${operation}` })
    await Promise.all([page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok()), pick(select, flow)])
  }
}

/** Creates an API key on the open page of a client and reads it from the screen. */
export async function createKey(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'New key' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Create the key' }).click()
  const key = await dialog.getByLabel('API key', { exact: true }).innerText()
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  return key.trim()
}
