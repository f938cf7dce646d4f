// @vitest-environment jsdom
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { useNotice } from '../../../editor/mapper/use-notice.ts'
import { usePublished } from '../../../editor/mapper/use-published.ts'
import { useRowAddress } from '../../../editor/mapper/use-row-address.ts'
import type { PreviewResult } from '../../../server/model/api-view.ts'
import type { Mapping } from '../../../server/model/mapping.ts'

let root: Root | undefined

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
})

afterEach(() => act(() => root?.unmount()))

/** Draws a component that only calls a hook, again with each `set`. */
function drive<T, R>(first: T, hook: (props: T) => R): { seen: R[]; set(props: T): Promise<void> } {
  const seen: R[] = []
  const Holder = ({ props }: { props: T }) => {
    seen.push(hook(props))
    return null
  }
  root = createRoot(document.createElement('div'))
  act(() => root?.render(<Holder props={first} />))
  return { seen, set: (props) => act(async () => root?.render(<Holder props={props} />)) }
}

const mapping = (path: string): Mapping => ({ rows: [{ id: 'r', target: 't', from: { kind: 'path', path } }], ignored: [] })

it('asks for the published result once for each set of samples', async () => {
  const asked: number[] = []
  const preview = async ({ samples }: { samples: unknown[] }): Promise<PreviewResult> => {
    asked.push(samples.length)
    return { samples: [], findings: [], lost: [], rows: [] }
  }
  const published = { version: 3, mapping: mapping('a') }
  const one = [{ id: 's', name: 's', body: {} }]
  const two = [...one, { id: 't', name: 't', body: {} }]
  const { seen, set } = drive(one, (samples) => usePublished({ published, target: undefined, samples }, preview))
  await set(two)
  expect(seen.at(-1)).toMatchObject({ version: 3, placed: [{ row: { id: 'r' } }] })
  await set(two)
  expect(asked).toEqual([1, 2])
})

it('takes a notice back when the mapping changes in another way', async () => {
  const first = mapping('a')
  const { seen, set } = drive(first, useNotice)
  const said = (): string | undefined => seen.at(-1)?.[0]
  const changed = mapping('b')
  await act(async () => {
    seen.at(-1)?.[1]('Renamed')
    await set(changed)
  })
  expect(said()).toBe('Renamed')
  await set(first)
  expect(said()).toBe('')
})

it('leads by the address at first and when it changes, and by the row otherwise', async () => {
  const calls: string[] = []
  const show = (row: string): void => void calls.push(`show ${row}`)
  const tell = (row: string | undefined): void => void calls.push(`tell ${row}`)
  const start: { address: string | undefined; row: string | undefined } = { address: 'a', row: undefined }
  const { set } = drive(start, (props) => useRowAddress({ ...props, show, tell }))
  await set({ address: 'a', row: 'a' })
  await set({ address: 'a', row: 'b' })
  await set({ address: 'b', row: 'b' })
  await set({ address: 'c', row: 'b' })
  await set({ address: 'c', row: undefined })
  expect(calls).toEqual(['show a', 'tell b', 'show c', 'tell undefined'])
})
