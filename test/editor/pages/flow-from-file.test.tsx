// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import type { Api } from '../../../editor/api/api.ts'
import { ApiProvider } from '../../../editor/api/use-api.tsx'
import { fitFlow, freeId, systemsOf } from '../../../editor/pages/flows/fit-flow.ts'
import { FlowFromFileDialog } from '../../../editor/pages/flows/flow-from-file-dialog.tsx'
import { readFlowFiles } from '../../../editor/pages/flows/read-flow-files.ts'
import { Flow } from '../../../server/model/flow.ts'
import { addBrowserParts } from '../../support/browser-parts.ts'
import { click, until } from './draw-implementation.tsx'

const FOLDER = join(import.meta.dirname, '../../../flows/systems')
const shipped = (name: string): File => new File([readFileSync(join(FOLDER, name), 'utf8')], name)
const file = (name: string, content: unknown): File => new File([typeof content === 'string' ? content : JSON.stringify(content)], name)

let root: Root | undefined
beforeAll(addBrowserParts)
afterEach(async () => {
  await act(async () => root?.unmount())
  document.body.replaceChildren()
})

test('a flow is read alone or with the cases beside it', async () => {
  const alone = await readFlowFiles([shipped('vendure-customers.json')])
  expect(alone).toMatchObject({ flow: { id: 'vendure-customers', cases: [] } })
  const both = await readFlowFiles([shipped('vendure-customers.cases.json'), shipped('vendure-customers.json')])
  expect('flow' in both && both.flow.cases.length).toBeGreaterThan(3)
})

const FLOW = Flow.parse({ id: 'a', name: 'A', client: 'shop', nodes: [], wires: [] })
const CASE = { id: 'one', name: 'One', body: null, expect: {} }

test.each<[string, File[], RegExp]>([
  ['text', [file('a.json', 'name,mail')], /a\.json is not JSON/],
  ['another document', [file('a.json', { ...FLOW, nodes: 'ada@example.test' })], /a\.json: nodes /],
  ['two flows', [file('a.json', FLOW), file('b.json', FLOW)], /One flow/],
  ['cases alone', [file('a.cases.json', { cases: [] })], /One flow/],
  ['cases in both', [file('a.json', { ...FLOW, cases: [CASE] }), file('a.cases.json', { cases: [CASE] })], /a\.json: cases stand both/],
  ['a case twice', [file('a.json', FLOW), file('a.cases.json', { cases: [CASE, CASE] })], /a\.cases\.json: cases\[1\]\.id "one"/],
])('%s is refused with its place and without a value', async (_, files, detail) => {
  const read = await readFlowFiles(files)
  expect('problem' in read && read.problem.detail).toMatch(detail)
  expect(JSON.stringify(read)).not.toContain('ada@')
})

test('a flow is fitted to another client: only connections that were chosen become others', () => {
  const node = (id: string, connection: unknown) => ({
    id,
    kind: 'call',
    name: id,
    config: { connection, text: "$ref('vendure', 'customer', id)" },
    position: { x: 0, y: 0 },
  })
  const flow = { ...FLOW, nodes: [node('a', 'crm'), node('b', 'ledger'), node('c', '')] }
  const fitted = fitFlow(flow, { id: 'b', client: 'cafe', connections: { crm: 'theirs' } })
  expect([fitted.id, fitted.client, fitted.nodes.map(({ config }) => config['connection'])]).toEqual(['b', 'cafe', ['theirs', 'ledger', '']])
  expect(systemsOf(flow)).toEqual(['vendure'])
  expect([freeId('a', new Set()), freeId('a', new Set(['a', 'a-2']))]).toEqual(['a', 'a-3'])
})

test('client, id and connections are asked for, findings are shown, and a draft is made', async () => {
  const sent: { id: string; body: { flow?: Flow } }[] = []
  const call = async (id: string, { body }: { body?: never } = {}): Promise<unknown> => {
    if (id === 'connections.list') return [{ connection: { id: 'their-shop', client: 'cafe', name: 'Their shop', connector: 'vendure', system: 'their-shop' } }]
    if (id === 'flows.check') return [{ level: 'error', code: 'config.invalid', node: 'search', message: 'There is no such thing.' }]
    sent.push({ id, body: body! })
    return { revision: 1, flow: body }
  }
  const place = memoryLocation({ path: '/flows', record: true })
  root = createRoot(document.body.appendChild(document.createElement('main')))
  const clients = [{ id: 'cafe', name: 'Café', bindings: {} }]
  await act(async () =>
    root?.render(
      <MantineProvider env="test">
        <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
          <ApiProvider api={{ call } as unknown as Api}>
            <Router hook={place.hook}>
              <FlowFromFileDialog opened onClose={() => undefined} clients={clients} taken={new Set(['vendure-customers'])} />
            </Router>
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
  const input = document.querySelector<HTMLInputElement>('input[type="file"]')!
  Object.defineProperty(input, 'files', { value: [shipped('vendure-customers.json'), shipped('vendure-customers.cases.json')] })
  await act(async () => void input.dispatchEvent(new Event('change', { bubbles: true })))
  const text = (): string => document.querySelector('[role="dialog"]')!.textContent
  await until(() => expect(text()).toMatch(/Customers of a Vendure shop.*There is a flow vendure-customers already.*Search customers: There is no such thing/s))
  const choice = [...document.querySelectorAll('label')].find(({ textContent }) => textContent === 'In place of the connection vendure')!
  await act(async () => document.getElementById(choice.htmlFor)!.click())
  const option = (): HTMLElement =>
    [...document.querySelectorAll<HTMLElement>('[role="option"]')].find(({ textContent }) => textContent === 'Their shop (vendure)')!
  await until(() => expect(option()).toBeTruthy())
  await act(async () => option().click())
  await until(() => expect(text()).toContain('make references of vendure; the connections are of their-shop'))
  await click('Create and open')
  await until(() => expect(place.history.at(-1)).toBe('/flows/vendure-customers-2'))
  const made = sent[0]!.body as unknown as Flow
  expect([sent[0]!.id, made.id, made.client, made.cases.length > 3]).toEqual(['flows.create', 'vendure-customers-2', 'cafe', true])
  expect(new Set(made.nodes.flatMap(({ kind, config }) => (kind === 'call' ? [config['connection']] : [])))).toEqual(new Set(['their-shop']))
})
