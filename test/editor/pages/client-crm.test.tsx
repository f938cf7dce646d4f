// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { ApiProblem } from '../../../editor/api/api-problem.ts'
import type { Api } from '../../../editor/api/api.ts'
import { FreshSelectors } from '../../../editor/api/fresh-selectors.ts'
import { type LiveChannel, LiveContext } from '../../../editor/api/live-runs.ts'
import { ApiProvider, endpointKey, useEndpoint } from '../../../editor/api/use-api.tsx'
import { CrmSection } from '../../../editor/pages/clients/crm/crm-section.tsx'
import { DocumentsSection } from '../../../editor/pages/clients/documents/documents-section.tsx'
import { ReferencesSection } from '../../../editor/pages/clients/references/references-section.tsx'
import { Client } from '../../../server/model/client.ts'
import { Problem, problemDocument } from '../../../server/model/problem.ts'
import { implementation } from '../../model/configurations.ts'
import { addBrowserParts } from '../../support/browser-parts.ts'
import { click, named, type, until } from './draw-implementation.tsx'

const CLIENT = Client.parse({ id: 'shop', name: 'Shop', crm: { enabled: true, implementation: 'main' } })
const DOCUMENT = {
  id: 'run-1',
  client: 'shop',
  kind: 'order',
  channelId: 'till',
  externalNumber: 'R-1',
  crmReference: null,
  anonymousReason: 'crm_offline',
  customerRef: 'local:customer:anonymous',
  ref: null,
  number: 'SO-1',
  status: 'confirmed',
  from: [],
  assigned: null,
  issueDate: '2026-01-15',
  createdAt: '2026-01-15T10:00:00Z',
  updatedAt: '2026-01-15T10:00:00Z',
}
const view = (id: string, system: string) => ({
  revision: 1,
  versions: [],
  value: implementation(undefined, { id }),
  connection: { connection: { system, name: system } },
})
const ANSWERS: Record<string, unknown> = {
  'implementations.list': [view('main', 'crm'), view('next', 'other')],
  'connections.list': [],
  'clients.switches': [],
  'documents.list': [DOCUMENT],
  'documents.summary': {
    leastCustomers: 5,
    cells: [{ month: '2026-01', channelId: 'till', kind: 'order', documents: null, anonymous: null, offline: null, customers: null }],
  },
  'references.read': [],
  'erasures.list': [{ client: 'shop', ref: 'ledger:customer:9', linkId: 'L', since: '2026-01-15T10:00:00Z', doneAt: null, doneBy: null }],
  'remappings.list': [],
}

interface Sent {
  id: string
  params?: Record<string, string>
  query?: unknown
  body?: { confirm?: boolean; value?: Client }
}
let root: Root | undefined
let sent: Sent[]
beforeAll(addBrowserParts)
afterEach(() => void Object.assign(ANSWERS, { 'clients.switches': [], 'clients.list': undefined }))
afterEach(async () => {
  await act(async () => root?.unmount())
  document.body.replaceChildren()
})

/** `answer` says what a change is answered with. */
async function draw(part: ReactNode, answer: (call: Sent) => unknown, role = 'integrator'): Promise<void> {
  sent = []
  const call = async (id: string, request: Omit<Sent, 'id'> = {}): Promise<unknown> => {
    if (id !== 'references.read' && ANSWERS[id]) return ANSWERS[id]
    sent.push({ id, ...request })
    return ANSWERS[id] ?? answer({ id, ...request })
  }
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  queries.setQueryData(endpointKey('session.read'), { user: 'ada', role, csrf: 'x' })
  root = createRoot(document.body.appendChild(document.createElement('main')))
  await act(async () =>
    root?.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <ApiProvider api={{ call } as unknown as Api}>{part}</ApiProvider>
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
}

const field = (label: string): HTMLInputElement => {
  const found = [...document.querySelectorAll('label')].find((each) => each.textContent === label)
  return document.getElementById(found!.htmlFor) as HTMLInputElement
}
const dialog = (): string => document.querySelector('[role="dialog"]')?.textContent ?? ''

test('S0-14a: another system is confirmed with the number of references before it is switched to', async () => {
  const refusal = new Problem('client.other-system', 'Another system.', { errors: [{ path: 'crm.implementation', message: '7 references belong to crm' }] })
  await draw(<CrmSection revision={4} client={CLIENT} mayEdit />, ({ body }) => {
    if (!body?.confirm) throw new ApiProblem(problemDocument(refusal))
    return { revision: 5, value: body.value }
  })
  await until(() => expect(field('Implementation').value).toBe('CRM (crm)'))
  await act(async () => field('Implementation').click())
  await until(() => expect(document.querySelectorAll('[role="option"]')).toHaveLength(2))
  await act(async () => document.querySelectorAll<HTMLElement>('[role="option"]')[1]!.click())
  await click('Save')
  await until(() => expect(dialog()).toMatch(/From CRM \(crm\) to CRM \(other\).*7 references belong to crm/s))
  await click('Switch')
  await until(() => expect(dialog()).toBe(''))
  expect(sent.map(({ body }) => [body?.confirm, body?.value?.crm?.implementation])).toEqual([
    [false, 'next'],
    [true, 'next'],
  ])
})

test('S0-14: the last switch is told, and the one before is taken again with the same confirmation', async () => {
  const [from, to] = ['next', 'main'].map((implementation) => ({ enabled: true, implementation }))
  ANSWERS['clients.switches'] = [{ at: '2026-01-15T10:00:00Z', by: 'ada', from, to }]
  const refusal = new Problem('client.other-system', 'Another system.', { errors: [{ path: 'crm.implementation', message: '7 references belong to crm' }] })
  await draw(<CrmSection revision={4} client={CLIENT} mayEdit />, ({ body }) => {
    if (!body?.confirm) throw new ApiProblem(problemDocument(refusal))
    return { revision: 5, value: body.value }
  })
  const line = () => document.querySelector('[aria-label="Last switch"]')!.textContent
  await until(() => expect(line()).toMatch(/from CRM \(other\) to CRM \(crm\) by ada/))
  await click('Use the one before')
  await until(() => expect(dialog()).toMatch(/From CRM \(crm\) to CRM \(other\).*7 references/s))
  await click('Switch')
  await until(() => expect(dialog()).toBe(''))
  expect(sent.map(({ body }) => [body?.confirm, body?.value?.crm])).toEqual(
    [false, true].map((confirm) => [confirm, { ...CLIENT.crm, implementation: 'next' }]),
  )
})

test('S0-14: one that is gone is not offered, nor is anything to whoever may not edit', async () => {
  const [from, to] = ['gone', 'main'].map((implementation) => ({ enabled: true, implementation }))
  ANSWERS['clients.switches'] = [{ at: '2026-01-15T10:00:00Z', by: 'ada', from, to }]
  await draw(<CrmSection revision={4} client={CLIENT} mayEdit />, () => undefined)
  await until(() => expect(document.querySelector('[aria-label="Last switch"]')!.textContent).toContain('from gone to CRM (crm)'))
  expect(() => named('Use the one before')).toThrow('There is no Use the one before.')
})

function StoredCrm() {
  const [stored] = useEndpoint('clients.list').data ?? []
  return stored ? <CrmSection revision={stored.revision} client={stored.value} mayEdit /> : null
}

test('what others save shows at once, and what is being edited here stays', async () => {
  const listeners = new Set<(client: string) => void>()
  const on = (): (() => void) => () => undefined
  const channel: LiveChannel = {
    state: () => 'connected',
    onState: on,
    onRuns: on,
    onDesk: on,
    onSelector: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
    close: () => undefined,
  }
  ANSWERS['clients.list'] = [{ revision: 4, value: CLIENT }]
  const part = (
    <LiveContext value={channel}>
      <FreshSelectors />
      <StoredCrm />
    </LiveContext>
  )
  await draw(part, ({ body }) => ({ revision: 6, value: body!.value }))
  await until(() => expect(field('Implementation').value).toBe('CRM (crm)'))
  const input = field('Anonymous customer')
  input.setAttribute('aria-label', 'the anonymous one')
  await type('the anonymous one', 'local:customer:walk-in')
  ANSWERS['clients.list'] = [{ revision: 5, value: { ...CLIENT, crm: { ...CLIENT.crm, implementation: 'next' } } }]
  await act(async () => listeners.forEach((listener) => listener('shop')))
  await until(() => expect(field('Implementation').value).toBe('CRM (other)'))
  expect(input.value).toBe('local:customer:walk-in')
  await click('Save')
  await until(() => expect(sent).toHaveLength(1))
  expect(sent[0]!.body).toMatchObject({ revision: 5, value: { crm: { implementation: 'next', anonymousCustomer: 'local:customer:walk-in' } } })
})

test('S0-13: whoever may not edit sees the CRM of a client and cannot change it', async () => {
  await draw(<CrmSection revision={4} client={CLIENT} mayEdit={false} />, () => undefined)
  await until(() => expect(field('Implementation').value).toBe('CRM (crm)'))
  expect(document.querySelector<HTMLInputElement>('[role="switch"]')!.disabled).toBe(true)
  expect(() => named('Save')).toThrow('There is no Save.')
})

test('S0-26a: an anonymous document is given its customer, and only a reference is taken', async () => {
  await draw(<DocumentsSection client="shop" />, () => ({
    ...DOCUMENT,
    crmReference: 'crm:customer:7',
    assigned: { at: DOCUMENT.createdAt, by: 'ada', forwarded: 'unsupported' },
  }))
  await until(() => expect(document.body.textContent).toContain('anonymous: CRM was down'))
  await click('Put in the customer')
  await until(() => expect(dialog()).toContain('Customer of order R-1'))
  const send = (): HTMLButtonElement => document.querySelector<HTMLButtonElement>('[role="dialog"] button[type="submit"]')!
  const input = field('CRM reference')
  input.setAttribute('aria-label', 'the reference')
  await type('the reference', 'Ada Lovelace')
  expect(send().disabled).toBe(true)
  await type('the reference', 'crm:customer:7')
  await act(async () => send().click())
  await until(() => expect(dialog()).toBe(''))
  expect(sent).toEqual([{ id: 'documents.assign', params: { id: 'shop', document: 'run-1' }, body: { crmReference: 'crm:customer:7' } }])
})

test('X-04: a cell with too few customers shows no counts, and a viewer sees no list of documents', async () => {
  await draw(<DocumentsSection client="shop" />, () => undefined, 'viewer')
  await until(() => expect(document.querySelector('[aria-label="Documents by month"]')!.textContent).toContain('too few'))
  expect(document.querySelector('[aria-label="Documents"][role], table[aria-label="Documents"]')).toBeNull()
})

test('S0-14a: after a switch the customers of the implementation before are proposed to be looked for', async () => {
  const [from, to] = ['next', 'main'].map((implementation) => ({ enabled: true, implementation }))
  ANSWERS['clients.switches'] = [{ at: '2026-01-15T10:00:00Z', by: 'ada', from, to }]
  await draw(<ReferencesSection client={CLIENT} />, () => ({ done: true }))
  await until(() => expect([field('From').value, field('To').value]).toEqual(['CRM', 'CRM']))
  await click('Start')
  expect(sent.at(-1)).toMatchObject({ id: 'remappings.start', body: { from: 'next', to: 'main' } })
})

test('X-02, X-03: a reference is looked up only when it is asked for, and an erased copy is ticked off', async () => {
  await draw(<ReferencesSection client={CLIENT} />, () => ({ done: true }))
  await until(() => expect(document.body.textContent).toContain('ledger:customer:9'))
  await type('Reference', 'crm:customer:7')
  expect(sent).toEqual([])
  await click('Look it up')
  await until(() => expect(sent).toMatchObject([{ id: 'references.read', query: { ref: 'crm:customer:7' } }]))
  await until(() => expect(document.body.textContent).toContain('Not known'))
  await click('It is erased')
  await until(() => expect(sent.at(-1)).toMatchObject({ id: 'erasures.done', body: { ref: 'ledger:customer:9' } }))
})
