import type { Page } from 'playwright-core'
import type { Flow, FlowNode, Wire } from '../../server/model/flow.ts'
import { Mapping } from '../../server/model/mapping.ts'
import { drawMapping } from './draw-mapping.ts'
import { pick, waitForSaved, writeCode } from './keyboard.ts'

/** Makes a flow through the page of flows; leaves its empty canvas open. */
export async function createFlow(page: Page, base: string, flow: { name: string; client: string }): Promise<void> {
  await page.goto(`${base}/flows`)
  await page.getByRole('button', { name: 'New flow', exact: true }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(flow.name)
  await pick(dialog.getByLabel('Client').first(), flow.client)
  await dialog.getByRole('button', { name: /create/i }).click()
  await page.locator('.react-flow__pane').waitFor()
}

/** Draws the nodes and wires of a flow on the open canvas as a person would: quick add, inspector, mapper, wires by keyboard. Mappings come last, when the schemas are known. */
export async function drawFlow(page: Page, flow: Flow): Promise<void> {
  for (const node of flow.nodes) await addNode(page, node)
  for (const wire of flow.wires) await connect(page, flow, wire)
  await focusCanvas(page)
  await page.keyboard.press('Shift+L')
  for (const node of flow.nodes.filter(({ kind }) => kind === 'map')) {
    await selectNode(page, node)
    await page.getByRole('button', { name: 'Open mapper' }).click()
    await drawMapping(page, Mapping.parse(node.config.mapping))
  }
  await waitForSaved(page)
}

/** Publishes the open draft. */
export async function publish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Publish' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /publish/i }).click()
  await dialog.waitFor({ state: 'hidden' })
}

async function focusCanvas(page: Page): Promise<void> {
  await page.locator('.react-flow__pane').click({ position: { x: 4, y: 4 } })
  await page.getByLabel('Name of the flow').waitFor()
}

/** Selects a node as the Tab key does: focus that came by keyboard selects. */
async function selectNode(page: Page, node: FlowNode): Promise<void> {
  const card = page.getByRole('group', { name: new RegExp(`^${node.name.replaceAll(/[?()]/g, String.raw`\$&`)}, `) })
  await focusCanvas(page)
  await page.keyboard.press('Escape')
  await card.focus()
  await page.locator(`input[value="${node.name}"]`).waitFor()
}

async function addNode(page: Page, node: FlowNode): Promise<void> {
  await focusCanvas(page)
  await page.keyboard.press('/')
  const search = page.getByRole('combobox', { name: 'Search kinds and operations' })
  await search.fill(String(node.config.operation && node.kind === 'call' ? node.config.operation : node.kind))
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(node.name)
  await FILL[node.kind]?.(page, node.config)
}

/** How the form of a kind is filled; kinds that are not here need nothing. */
const FILL: Record<string, (page: Page, config: Record<string, unknown>) => Promise<void>> = {
  endpoint: (page, config) => pick(page.getByRole('combobox', { name: 'Operation' }).or(page.getByLabel('Operation')).first(), String(config.operation)),
  respond: (page, config) => page.getByLabel('Status').fill(String(config.status)),
  call: async (page, config) => {
    if (config.input) await writeCode(page.getByRole('textbox', { name: 'Input' }), String(config.input))
    if (config.as) await page.getByLabel('Keep the message').fill(String(config.as))
  },
  route: async (page, config) => {
    const [first] = config.routes as { id: string; title: string; when: string }[]
    await page.getByRole('textbox', { name: 'Port' }).first().fill(first!.id)
    await page.getByRole('textbox', { name: 'Title' }).first().fill(first!.title)
    await writeCode(page.getByRole('textbox', { name: 'Condition' }).first(), first!.when)
  },
}

async function connect(page: Page, flow: Flow, wire: Wire): Promise<void> {
  const [from, to] = [wire.from.node, wire.to].map((id) => flow.nodes.find((node) => node.id === id)!) as [FlowNode, FlowNode]
  await selectNode(page, from)
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog')
  const port = dialog.getByRole('radiogroup', { name: 'Port' })
  if (await port.isVisible()) await port.getByText(wire.from.port, { exact: true }).click()
  await dialog.getByRole('combobox', { name: 'Search nodes' }).fill(to.name)
  await dialog
    .getByRole('option')
    .filter({ has: page.getByText(to.name, { exact: true }) })
    .click()
  await dialog.waitFor({ state: 'hidden' })
}
