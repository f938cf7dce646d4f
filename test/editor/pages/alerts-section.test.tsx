// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { ApiProblem } from '../../../editor/api/api-problem.ts'
import type { Api } from '../../../editor/api/api.ts'
import { ApiProvider } from '../../../editor/api/use-api.tsx'
import { AlertsSection } from '../../../editor/pages/settings/alerts-section.tsx'
import { AlertSettings } from '../../../server/model/alert.ts'
import { Problem, problemDocument } from '../../../server/model/problem.ts'
import { addBrowserParts } from '../../support/browser-parts.ts'

const SETTINGS = AlertSettings.parse({
  rules: [{ id: 'age', name: 'Old documents', measure: 'oldest-waiting', over: 600 }],
  channels: [{ type: 'webhook', id: 'hook', url: 'https://example.test/' }],
})
const STATUS = {
  rules: [{ rule: 'age', state: 'raised', value: 640.26, since: '2026-01-01T00:00:00Z' }],
  channels: [{ channel: 'hook', sentAt: null, problem: { code: 'target.failed', detail: 'The receiver answered 503.' }, waiting: 2 }],
}

let root: Root | undefined
let sent: { id: string; body?: unknown }[]
/** What a save is refused with. */
let refusal: Problem | undefined
beforeAll(addBrowserParts)
afterEach(() => act(() => root?.unmount()))

async function draw(role = 'integrator'): Promise<HTMLElement> {
  sent = []
  refusal = undefined
  const view = { revision: 3, settings: SETTINGS, secrets: ['hook'] }
  const call = async (id: string, request: { body?: { settings: AlertSettings } } = {}): Promise<unknown> => {
    if (id === 'session.read') return { user: 'ada', role, csrf: 'x' }
    if (id === 'flows.list') return [{ id: 'shop', name: 'Shop' }]
    if (id === 'alerts.status') return STATUS
    if (id === 'alerts.read') return view
    sent.push({ id, body: request.body })
    if (refusal) throw new ApiProblem(problemDocument(refusal))
    return { ...view, revision: 4, settings: request.body?.settings }
  }
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const host = document.body.appendChild(document.createElement('main'))
  root = createRoot(host)
  await act(async () =>
    root?.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <ApiProvider api={{ call } as unknown as Api}>
            <AlertsSection />
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
  await until(() => expect(host.textContent).toMatch(/raised.*failing/s))
  return host
}

/** Waits with React at work. */
const until = (check: () => void) => act(async () => vi.waitFor(check, { timeout: 15_000 }))

const named = <E extends HTMLElement>(page: HTMLElement, label: string): E => page.querySelector<E>(`[aria-label="${label}"]`)!
const button = (page: HTMLElement, text: string): HTMLButtonElement => [...page.querySelectorAll('button')].find((each) => each.textContent === text)!
const type = (input: HTMLInputElement, value: string) =>
  act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, value)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
const click = (element: HTMLElement) => act(async () => element.click())

test('rules and channels show how they stand', async () => {
  const page = await draw()
  const row = page.querySelector('tbody tr')!
  expect(row.textContent).toContain('raised')
  expect(row.textContent).toContain('640.3 s')
  expect(named<HTMLInputElement>(page, 'Limit of Old documents').value).toBe('600 s')
  expect(page.textContent).toContain('failing')
  expect(page.textContent).toContain('The receiver answered 503. 2 waiting')
  expect(button(page, 'Save alerts').disabled).toBe(true)
})

test('a rule is edited in its row and saved with its revision', async () => {
  const page = await draw()
  await type(named(page, 'Name of Old documents'), 'Slow')
  await click(button(page, 'Add a rule'))
  expect(page.querySelectorAll('tbody tr')).toHaveLength(2)
  expect(named<HTMLButtonElement>(page, 'Send a test message by hook').disabled).toBe(true)
  await click(button(page, 'Save alerts'))
  await until(() => expect(sent).toHaveLength(1))
  expect(sent).toMatchObject([
    {
      id: 'alerts.save',
      body: {
        revision: 3,
        secrets: {},
        settings: {
          rules: [
            { id: 'age', name: 'Slow' },
            { id: 'rule-1', measure: 'oldest-waiting' },
          ],
        },
      },
    },
  ])
  await until(() => expect(button(page, 'Save alerts').disabled).toBe(true))
})

test('a problem stands beside its field, which gets the focus', async () => {
  const page = await draw()
  await type(named(page, 'Limit of Old documents'), '')
  refusal = new Problem('request.invalid', 'No.', { errors: [{ path: 'settings.rules[0].over', message: 'must be a number' }] })
  await click(button(page, 'Save alerts'))
  const field = named<HTMLInputElement>(page, 'Limit of Old documents')
  await until(() => expect(field.getAttribute('aria-invalid')).toBe('true'))
  expect(document.activeElement).toBe(field)
  expect(field.closest('td')!.textContent).toContain('must be a number')
})

test('a signing secret is made in the browser and sent once', async () => {
  const page = await draw()
  await click(button(page, 'Make one'))
  await click(button(page, 'Save alerts'))
  await until(() => expect(button(page, 'Save alerts').disabled).toBe(true))
  const { secrets } = sent[0]!.body as { secrets: Record<string, string> }
  expect(secrets.hook).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/)
  expect(page.innerHTML).not.toContain(secrets.hook)
})

test('whoever may not change them sees them', async () => {
  const page = await draw('viewer')
  expect(page.textContent).toContain('raised')
  expect(button(page, 'Save alerts')).toBeUndefined()
  expect(named<HTMLInputElement>(page, 'Name of Old documents').readOnly).toBe(true)
})
