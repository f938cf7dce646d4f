// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, useEffect } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Api } from '../../../editor/api/api.ts'
import { ApiProvider, endpointKey } from '../../../editor/api/use-api.tsx'
import { RunPage, useRun } from '../../../editor/runs/run-page.tsx'
import { PageActionsProvider, useRegisteredActions, type PageAction } from '../../../editor/ui/page-actions.tsx'
import { TopBarProvider } from '../../../editor/ui/top-bar.tsx'
import type { RunDetail } from '../../../server/model/run.ts'
import type { Role } from '../../../server/model/user.ts'
import { sampleDelivery, sampleRun } from './sample-run.ts'
import { addBrowserParts } from '../../support/browser-parts.ts'

const DETAIL: RunDetail = {
  run: sampleRun({ state: 'blocked', problem: { code: 'effect.unknown', detail: 'No answer came.', at: 'book' }, delivery: sampleDelivery() }),
  steps: [],
  stepsLeftOut: 0,
  effects: [
    {
      key: 'book',
      node: 'book',
      connection: 'ledger',
      operation: 'sales.create',
      by: 'none',
      state: 'unknown',
      reference: null,
      confirmedBy: null,
      at: '2026-03-01T02:00:00.000Z',
      problem: null,
    },
  ],
  attempts: [{ attempt: 1, version: 3, startedAt: '2026-03-01T02:00:00.000Z', durationMs: 12, problem: { code: 'target.timeout', detail: 'Too late.' } }],
}

let root: Root | undefined
let sent: [string, unknown][]
let actions: PageAction[]
beforeAll(addBrowserParts)
beforeEach(() => {
  sent = []
  actions = []
})
afterEach(() => act(() => root?.unmount()))

const ANSWERS: Record<string, unknown> = { 'runs.read': DETAIL, 'runs.reveal': { body: { name: 'Quill' } }, 'runs.resolve': DETAIL }

function Screen() {
  return <RunPage id="r1" flow={undefined} detail={useRun('r1')} picture={null} />
}

function Watch({ onActions }: { onActions: (actions: PageAction[]) => void }) {
  const registered = useRegisteredActions()
  useEffect(() => onActions(registered), [registered, onActions])
  return null
}

const keep = (registered: PageAction[]): void => void (actions = registered)

/** Draws the page of the run for a user of this role. */
async function draw(role: Role): Promise<void> {
  const call = async (id: string, request?: { body?: unknown }): Promise<unknown> => {
    if (request?.body !== undefined) sent.push([id, request.body])
    return ANSWERS[id] ?? []
  }
  root = createRoot(document.body.appendChild(document.createElement('div')))
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  queries.setQueryData(endpointKey('session.read'), { user: 'ada', role, csrf: 'x' })
  await act(async () =>
    root?.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <ApiProvider api={{ call } as unknown as Api}>
            <PageActionsProvider>
              <TopBarProvider>
                <Screen />
                <Watch onActions={keep} />
              </TopBarProvider>
            </PageActionsProvider>
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
  await until(() => document.querySelector('[aria-label="The body is masked"]') && open().length > 0)
}

/** Waits until it holds. */
const until = (holds: () => unknown): Promise<void> =>
  vi.waitFor(async () => {
    await act(() => new Promise<void>((done) => setTimeout(done)))
    expect(holds()).toBeTruthy()
  }, 10_000)

const submit = (): HTMLButtonElement | null => document.querySelector('[role=dialog] button[type=submit]')
const text = (): string => document.body.textContent ?? ''
const button = (name: string): HTMLButtonElement | undefined => [...document.querySelectorAll('button')].find((each) => each.textContent === name)
const click = (name: string): Promise<void> => act(async () => button(name)?.click())
const open = (): string[] => actions.filter(({ disabled, id }) => !disabled && id.startsWith('run-')).map(({ id }) => id.slice('run-'.length))
async function type(label: string, value: string): Promise<void> {
  const field = [...document.querySelectorAll('label')].find((each) => each.textContent?.startsWith(label))!
  const input = document.getElementById(field.htmlFor) as HTMLInputElement
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, value)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

describe('the page of a run', () => {
  it('says where the document stands, what it wrote, and every attempt', async () => {
    await draw('viewer')
    expect(text()).toContain('Its lane waits until somebody retries, skips or cancels it.')
    expect(text()).toContain('3 of 5 writes confirmed, 1 unknown')
    expect(document.querySelector('ol[aria-label="Attempts"]')?.textContent).toContain('target.timeout')
    expect(document.querySelector('[aria-label="The body is masked"]')).not.toBeNull()
  })

  it('offers what the role allows', async () => {
    await draw('viewer')
    expect([open(), button('Retry'), button('Reveal'), button('What became of it?')]).toEqual([['copy-id'], undefined, undefined, undefined])
    await act(async () => root?.unmount())
    await draw('operator')
    expect(open()).toEqual(['retry', 'pause', 'skip', 'cancel', 'purge', 'copy-id'])
    expect([button('Retry'), button('Reveal')].map(Boolean)).toEqual([true, false])
    await act(async () => root?.unmount())
    await draw('integrator')
    expect(open()).toEqual(['retry', 'edit', 'dry-run', 'pause', 'skip', 'cancel', 'purge', 'reveal', 'copy-id'])
  })

  it('reveals the body for a reason only, and hides it when the tab is left', async () => {
    await draw('integrator')
    await click('Reveal')
    await until(submit)
    expect([submit()?.disabled, sent]).toEqual([true, []])
    await type('Why', 'ticket 4711')
    await act(async () => submit()?.click())
    await until(() => text().includes('Quill'))
    expect(sent).toEqual([['runs.reveal', { note: 'ticket 4711' }]])
    await act(async () => document.dispatchEvent(new Event('visibilitychange')))
    expect(text()).not.toContain('Quill')
  })

  it('takes the word of an operator for an unknown write, with how it is known', async () => {
    await draw('operator')
    await click('What became of it?')
    await until(() => document.querySelector('input[value="confirmed"]'))
    await act(async () => document.querySelector<HTMLInputElement>('input[value="confirmed"]')?.click())
    await type('Reference', 'S-99')
    expect(button('Keep')?.disabled).toBe(true)
    await type('How you know', 'seen in the ledger')
    await click('Keep')
    expect(sent).toEqual([['runs.resolve', { effect: 'book', state: 'confirmed', reference: 'S-99', note: 'seen in the ledger' }]])
  })

  it('says before a retry what it will do, and keys are silent while a dialog is open', async () => {
    await draw('operator')
    await click('Retry')
    await until(submit)
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('At most 1 write will be sent.')
    expect(open()).toEqual([])
    await act(async () => submit()?.click())
    expect(sent).toEqual([['runs.act', { action: 'retry', note: '' }]])
  })
})
