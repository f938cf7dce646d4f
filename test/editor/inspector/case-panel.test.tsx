// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { useStore } from 'zustand'
import { type CaseRuns, createCaseRuns } from '../../../editor/document/case-runs.ts'
import { emptyCase, type Tried } from '../../../editor/document/cases.ts'
import { createFlowEditor, type FlowEditor } from '../../../editor/document/flow-editor.ts'
import { CasePanel } from '../../../editor/inspector/drawer/case-panel.tsx'
import type { CaseReport, CaseResult } from '../../../server/model/case.ts'
import type { Flow } from '../../../server/model/flow.ts'
import { draftOf, flowOf } from '../document/flow-fixtures.ts'

let root: Root | undefined
let box: HTMLElement

beforeAll(() => {
  const observer = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true, ResizeObserver: observer })
  window.matchMedia = (media) => ({ matches: false, media, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList
  Object.defineProperty(document, 'fonts', { value: { addEventListener() {}, removeEventListener() {} }, configurable: true })
})

afterEach(() => {
  act(() => root?.unmount())
  box.remove()
})

/** A server whose flows answer `answer`: cases that expect another status fail. */
const serverAnswering = (status: number): CaseRuns =>
  createCaseRuns(async ({ flow, only }): Promise<CaseReport> => {
    const results = flow.cases
      .filter(({ id }) => only?.includes(id) ?? true)
      .map(({ id, name, expect: wanted }): CaseResult => {
        const passed = wanted.status === status
        return { id, name, passed, durationMs: 1, differences: passed ? [] : [{ place: 'status', path: '', expected: wanted.status, got: status }] }
      })
    return { results, coverage: { rows: [{ node: 'a', row: 'r', target: 'city', filled: 0 }], branches: [] } }
  })

interface Drawn {
  editor: FlowEditor
  jumps: string[]
}

async function draw(flow: Flow, { runs, tried = null }: { runs: CaseRuns; tried?: Tried | null }): Promise<Drawn> {
  const editor = createFlowEditor({ draft: draftOf(flow), canEdit: true, save: async () => ({ failed: 'off' }), later: () => () => undefined })
  const jumps: string[] = []
  function Holder() {
    const [chosen, choose] = useState<string | null>(null)
    return (
      <CasePanel
        flow={useStore(editor).flow}
        runs={useStore(runs)}
        canEdit
        canRun
        chosen={chosen}
        watching={false}
        triggers={[]}
        tried={tried}
        firstBody={() => ({})}
        onChoose={choose}
        onWatch={() => undefined}
        onRun={(only) => void runs.getState().run(editor.getState().flow, only)}
        onChange={(change, label) => editor.getState().apply(change, label)}
        onJump={({ node, row }) => jumps.push(`${node} ${row}`)}
      />
    )
  }
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
  await act(async () =>
    root!.render(
      <MantineProvider env="test">
        <Holder />
      </MantineProvider>,
    ),
  )
  return { editor, jumps }
}

const button = (name: string): HTMLButtonElement => {
  const found = [...box.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent)?.includes(name))
  if (!found) throw new Error(`There is no button ${name}.`)
  return found
}
const press = (name: string): Promise<void> => act(async () => button(name).click())

function field(label: string): HTMLTextAreaElement {
  const owner = [...box.querySelectorAll('label')].find((each) => each.textContent === label)
  return document.getElementById(owner!.htmlFor) as HTMLTextAreaElement
}

async function write(label: string, text: string): Promise<void> {
  const area = field(label)
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!.call(area, text)
    area.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

const FLOW: Flow = { ...flowOf(['s:start', 'a'], ['s>a']), cases: [{ ...emptyCase({ x: 1 }), id: 'one', name: 'One' }] }

test('cases are run, a failed one tells where, and what came becomes what is expected', async () => {
  const { editor, jumps } = await draw(FLOW, { runs: serverAnswering(201) })
  await press('Run all')
  expect(box.textContent).toContain('1 failed')
  expect(box.textContent).toContain('0 of 1 rows')
  await press('city')
  expect(jumps).toEqual(['a r'])
  await press('One')
  expect(box.querySelector('table[aria-label="Differences"]')?.textContent).toContain('Status 200201')
  await press('Accept what came')
  expect(editor.getState().flow.cases[0]!.expect).toEqual({ status: 201 })
  expect(box.textContent).toContain('Passed')
  await act(async () => editor.getState().undo())
  expect(editor.getState().flow.cases[0]!.expect).toEqual({ status: 200 })
  expect(box.textContent).toContain('changed since')
})

test('an expectation is taken over when it is one, and says what is wrong until then', async () => {
  const { editor } = await draw(FLOW, { runs: serverAnswering(200) })
  await press('One')
  await write('Expected', '{ "status": 2')
  expect(box.textContent).toContain('This is not JSON yet')
  await write('Expected', '{ "status": 2 }')
  expect(box.textContent).toContain('status: ')
  expect(editor.getState().flow.cases[0]!.expect).toEqual({ status: 200 })
  await write('Expected', '{ "status": 204 }')
  expect(editor.getState().flow.cases[0]!.expect).toEqual({ status: 204 })
})

test('without a test run there is nothing to make a case from; an empty one can be added', async () => {
  const { editor } = await draw({ ...FLOW, cases: [] }, { runs: serverAnswering(200) })
  expect(button('Add a case from the last test').disabled).toBe(true)
  await press('Add an empty case')
  expect(editor.getState().flow.cases.map(({ name }) => name)).toEqual(['Case'])
})
