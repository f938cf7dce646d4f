// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { Mapper, type MapperProps } from '../../../editor/mapper/mapper.tsx'
import { PageActionsProvider } from '../../../editor/ui/page-actions.tsx'
import type { PreviewResult } from '../../../server/model/api-view.ts'
import type { Mapping } from '../../../server/model/mapping.ts'

let root: Root | undefined
let box: HTMLElement

beforeAll(() => {
  Object.assign(globalThis, {
    IS_REACT_ACT_ENVIRONMENT: true,
    ResizeObserver: class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  })
  window.matchMedia = (media) => ({ matches: false, media, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList
})

afterEach(() => {
  act(() => root?.unmount())
  box.remove()
})

const mapping: Mapping = {
  rows: [
    { id: 'a', target: 'name', from: { kind: 'path', path: 'title' } },
    { id: 'b', target: 'mail', from: { kind: 'path', path: 'e_mail' } },
  ],
  ignored: [],
  invariants: [{ id: 'i', text: '$exists(name)', broken: 'count' }],
}
const schema = (...names: string[]) => ({ type: 'object' as const, properties: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) })

/** As the server would answer for rows that copy. */
async function preview({ mapping: asked }: Parameters<MapperProps['preview']>[0]): Promise<PreviewResult> {
  const rows = (asked.rows ?? []).map((row) => row as Mapping['rows'][number])
  const paths = rows.map(({ id, from }) => ({ row: id, path: from.kind === 'path' ? from.path : '' }))
  const problem = { code: 'mapping.invariant', detail: 'The invariant does not hold.' }
  return {
    samples: [
      {
        value: Object.fromEntries(rows.map(({ target, from }) => [target, JSON.stringify(from)])),
        rows: [],
        invariants: [{ invariant: 'i', held: false, problem }],
      },
    ],
    findings: [],
    lost: [],
    rows: paths.map(({ row, path }) => ({ row, mode: 'compiled' as const, reads: [path], copies: [path], everything: false })),
  }
}

async function draw(part: Partial<MapperProps>): Promise<{ changes: string[]; now(): Mapping }> {
  const drawn = { changes: [] as string[], present: mapping }
  function Holder() {
    const [present, setPresent] = useState(mapping)
    const change = (next: Mapping, label: string): void => {
      drawn.changes.push(label)
      drawn.present = next
      setPresent(next)
    }
    const samples = [{ id: 's', name: 'One', body: { name: 'A' } }]
    const fixed = { title: 'M', source: schema('name', 'email'), target: schema('name', 'mail'), samples, canEdit: true, onClose: () => undefined, preview }
    return (
      <MantineProvider>
        <PageActionsProvider>
          <Mapper {...fixed} mapping={present} onChange={change} {...part} />
        </PageActionsProvider>
      </MantineProvider>
    )
  }
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
  await act(async () => root?.render(<Holder />))
  return { changes: drawn.changes, now: () => drawn.present }
}

const button = (name: string): HTMLButtonElement | undefined => [...box.querySelectorAll('button')].find((one) => one.textContent?.includes(name))
const click = (name: string): Promise<void> => act(async () => button(name)?.click())
const shows = (text: string): Promise<void> => vi.waitFor(() => act(async () => expect(box.textContent).toContain(text)))

it('keeps rows that no longer fit, says so, and repairs them when told', async () => {
  const { changes, now } = await draw({})
  await shows('2 rows no longer fit the source')
  expect(changes).toEqual([])
  await click('Show what they could mean')
  await shows('title')
  await click('Accept the best of all')
  expect(changes).toEqual(['Repair 2 rows'])
  expect(now().rows.map(({ from }) => from.kind === 'path' && from.path)).toEqual(['name', 'email'])
  await shows('Every row fits')
})

it('counts what differs from the published version, and which invariants are broken', async () => {
  const published: Mapping = { rows: [{ id: 'a', target: 'name', from: { kind: 'path', path: 'title' } }], ignored: [] }
  const { changes } = await draw({ published: { version: 3, mapping: published }, fills: { version: 3, node: 'n', runs: 5000, rows: [], invariants: [] } })
  await shows('1 of 2 values differ from version 3')
  await shows('5,000 runs')
  await shows('Invariants (1 of 1 broken)')
  expect(changes).toEqual([])
})

it('changes nothing for a reader', async () => {
  const { changes } = await draw({ canEdit: false })
  await shows('2 rows no longer fit the source')
  await click('Show what they could mean')
  await shows('title')
  expect([button('Accept'), button('Remove the row'), changes]).toEqual([undefined, undefined, []])
})
