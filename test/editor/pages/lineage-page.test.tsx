// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ApiProblem } from '../../../editor/api/api-problem.ts'
import type { Api } from '../../../editor/api/api.ts'
import { ApiProvider } from '../../../editor/api/use-api.tsx'
import { LineagePage } from '../../../editor/pages/lineage/lineage-page.tsx'
import { TopBarProvider } from '../../../editor/ui/top-bar.tsx'
import type { LineageAnswer, LineageField, LineageIndex, LineageLink } from '../../../server/model/lineage.ts'
import { Problem, problemDocument } from '../../../server/model/problem.ts'
import { addBrowserParts } from '../../support/browser-parts.ts'

const field = (place: string, path: string, pii?: string): LineageField => ({
  address: `${place}.${path}`,
  kind: place.includes(':') ? 'external' : 'canonical',
  place,
  path,
  ...(pii !== undefined && { pii }),
})
const NAME = field('customer', 'name', 'direct')
const MAIL = field('crm:put:input', 'who', 'direct')
const link = (change: Partial<LineageLink> = {}): LineageLink => ({
  from: NAME,
  to: MAIL,
  flow: 'shop',
  flowName: 'Shop',
  version: 2,
  how: 'copied',
  exact: true,
  via: [
    { node: 'map', name: 'To a contact', row: 'r7', target: 'who' },
    { node: 'call', name: 'Put it' },
  ],
  ...change,
})
const INDEX: LineageIndex = [
  { field: NAME, reaches: 2, comesFrom: 0 },
  { field: MAIL, reaches: 0, comesFrom: 2 },
]

let root: Root | undefined
beforeAll(addBrowserParts)
afterEach(() => act(() => root?.unmount()))

/** Draws the page for an address; what the API answers is given. */
async function draw(search: string, answer: LineageAnswer | Problem, index: LineageIndex = INDEX): Promise<HTMLElement> {
  const call = async (id: string): Promise<unknown> => {
    if (id === 'lineage.fields') return index
    if (answer instanceof Problem) throw new ApiProblem(problemDocument(answer))
    return answer
  }
  window.history.replaceState(null, '', `/lineage${search}`)
  const host = document.body.appendChild(document.createElement('div'))
  root = createRoot(host)
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await act(async () =>
    root?.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <ApiProvider api={{ call } as unknown as Api}>
            <TopBarProvider>
              <LineagePage />
            </TopBarProvider>
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
  await act(async () => queries.isFetching() === 0)
  return host
}

const NOTHING: LineageAnswer = { field: NAME, reaches: [], comesFrom: [] }

describe('the lineage page', () => {
  it('begins with the places whose fields flows move', async () => {
    const page = await draw('', NOTHING)
    const rows = [...page.querySelectorAll('tbody tr')].map((row) => row.textContent)
    expect(rows).toEqual(['customerPatchbay102', 'putcrm, input120'])
  })

  it('says what it is for while there is nothing', async () => {
    expect((await draw('', NOTHING, [])).textContent).toContain('No flow moves a field yet')
  })

  it('shows where a field goes, how, and by way of which rows', async () => {
    const far = field('erp:put:input', 'all')
    const page = await draw('?field=customer.name', { field: NAME, comesFrom: [], reaches: [link(), link({ to: far, how: 'computed', exact: false })] })
    const goes = page.querySelector('[aria-label="Goes to"]')!
    expect([...goes.querySelectorAll('h3')].map((head) => head.textContent)).toEqual(['put', 'put'])
    expect(goes.textContent).toContain('version 2')
    expect([...goes.querySelectorAll('li')].map((item) => /copied|computed/.exec(item.textContent)?.[0])).toEqual(['copied', 'computed'])
    expect([...goes.querySelectorAll('li')].map((item) => item.textContent.includes('depends on everything'))).toEqual([false, true])
    const links = [...goes.querySelectorAll('li')[0]!.querySelectorAll('a')].map((each) => [each.textContent, each.getAttribute('href')])
    expect(links).toEqual([
      ['who', '/lineage?field=crm%3Aput%3Ainput.who'],
      ['To a contact: who', '/flows/shop/nodes/map/mapping?row=r7'],
      ['Put it', '/flows/shop/nodes/call'],
    ])
    expect(goes.querySelector('[title="personal data: names a person"]')).not.toBeNull()
    expect(page.querySelector('[aria-label="Comes from"]')?.textContent).toContain('No flow fills it.')
  })

  it('names the part that is meant where another one was asked for, and shows many only in part', async () => {
    const many = Array.from({ length: 25 }, (_, index) => link({ from: field('customer', `part${index}`) }))
    const page = await draw('?field=customer', { field: { ...field('customer', ''), address: 'customer' }, reaches: many, comesFrom: [] })
    expect(page.querySelectorAll('li')).toHaveLength(20)
    expect(page.querySelector('li')?.textContent).toMatch(/^part0/)
    const more = [...page.querySelectorAll('button')].find((button) => button.textContent === 'Show 5 more links')
    await act(async () => more?.click())
    expect(page.querySelectorAll('li')).toHaveLength(25)
  })

  it('offers similar fields for one that nobody knows, and says what went wrong otherwise', async () => {
    const unknown = new Problem('request.not-found', 'No flow has it.', { errors: [{ path: 'customer.name', message: 'is a similar field' }] })
    const page = await draw('?field=customer.nam', unknown)
    expect(page.querySelector('a[href="/lineage?field=customer.name"]')?.textContent).toBe('customer.name')
    await act(async () => root?.unmount())
    expect((await draw('?field=customer.nam', new Problem('storage.failed', 'The disk is full.'))).querySelector('[role=alert]')?.textContent).toContain(
      'The disk is full.',
    )
  })
})
