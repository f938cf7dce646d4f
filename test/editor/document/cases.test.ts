import { describe, expect, test } from 'vitest'
import { acceptResult, isAcceptable } from '../../../editor/document/accept-result.ts'
import { addCase, caseFromTry, editCase, emptyCase, newCase, removeCase } from '../../../editor/document/cases.ts'
import { applyChange } from '../../../editor/document/change.ts'
import { coverageWords, gapsByNode } from '../../../editor/document/coverage-gaps.ts'
import { createFlowEditor } from '../../../editor/document/flow-editor.ts'
import { CaseResult, FlowCase } from '../../../server/model/case.ts'
import type { TryResult, TryStep } from '../../../server/model/run.ts'
import { draftOf, flowOf } from './flow-fixtures.ts'

const FLOW = flowOf(['s:start', 'a', 'b', 'e:end'], ['s>a', 'a>b', 'b>e'])

const step = (node: string, calls?: TryStep['calls']): TryStep => ({
  seq: 0,
  node,
  kind: 'step',
  startMs: 0,
  durationMs: 1,
  inBytes: 1,
  outBytes: 1,
  wires: [],
  ports: [],
  input: {},
  output: [],
  ...(calls && { calls }),
})

const tried = (steps: TryStep[], more: Partial<Omit<TryResult, 'run'>> & { problem?: string } = {}): TryResult => ({
  run: {
    id: 'r',
    flow: 'f',
    version: 0,
    client: 'acme',
    trigger: { kind: 'start', name: 's' },
    state: more.problem ? 'failed' : 'succeeded',
    startedAt: '2026-03-04T05:06:07.000Z',
    durationMs: 3,
    stepCount: steps.length,
    inBytes: 1,
    outBytes: 1,
    status: 200,
    problem: more.problem ? { code: more.problem, detail: '' } : null,
  },
  steps,
  stepsLeftOut: more.stepsLeftOut ?? 0,
  response: more.response === undefined ? { status: 201, body: { id: 7 } } : more.response,
})

describe('a case from a test run', () => {
  const sample = { name: 'One', body: { x: 1 } }

  test('answers every call as it was answered, in order, and expects what came', () => {
    const steps = [
      step('s'),
      step('a', [{ input: { q: 1 }, output: { id: 1 } }]),
      step('b', [{ input: 1, output: null }]),
      step('a', [{ input: { q: 2 }, problem: 'target.unavailable' }]),
    ]
    const made = FlowCase.parse(newCase(FLOW, caseFromTry({ sample, trigger: 's', result: tried(steps) })))
    expect(made).toEqual({
      id: 'one',
      name: 'One',
      trigger: 's',
      body: { x: 1 },
      at: '2026-03-04T05:06:07.000Z',
      calls: { a: [{ output: { id: 1 } }, { problem: 'target.unavailable' }], b: [{ output: null }] },
      expect: { status: 201, body: { id: 7 }, calls: { a: [{ q: 1 }, { q: 2 }], b: [1] } },
      ignore: [],
    })
  })

  test('of a run that failed expects its problem', () => {
    const made = caseFromTry({ sample, result: tried([step('s')], { response: null, problem: 'mapping.required' }) })
    expect(made.expect).toEqual({ problem: 'mapping.required' })
    expect('trigger' in made).toBe(false)
  })

  test('of a run too long to be told expects no calls: there may have been more', () => {
    const made = caseFromTry({ sample, result: tried([step('a', [{ input: 1, output: 2 }])], { stepsLeftOut: 1 }) })
    expect(made.expect).not.toHaveProperty('calls')
  })
})

test('cases get ids and names of their own, and edits of one field are undone in one go', () => {
  let now = 0
  const editor = createFlowEditor({
    draft: draftOf(FLOW),
    canEdit: true,
    save: async () => ({ failed: 'off' }),
    now: () => (now += 100),
    later: () => () => undefined,
  })
  const { apply } = editor.getState()
  const flow = () => editor.getState().flow
  const first = newCase(flow(), emptyCase({}))
  apply(addCase(flow(), first), 'add a case')
  apply(addCase(flow(), newCase(flow(), emptyCase({}))), 'add a case')
  expect(flow().cases.map(({ id, name }) => [id, name])).toEqual([
    ['case', 'Case'],
    ['case-2', 'Case 2'],
  ])
  for (const note of ['g', 'go', 'goo']) apply(editCase(flow(), { ...first, note }), 'edit the note of the case “case”')
  editor.getState().undo()
  expect(flow().cases[0]).toEqual(first)
  editor.getState().redo()
  expect(flow().cases[0]).toMatchObject({ note: 'goo' })
  apply(removeCase(flow(), 'case'), 'delete a case')
  expect(flow().cases.map(({ id }) => id)).toEqual(['case-2'])
  editor.getState().undo()
  expect(flow().cases).toHaveLength(2)
})

test('restoring takes everything of the other state but the id, and undo brings back what was', () => {
  const other = { ...flowOf(['x:start']), id: 'other', name: 'Old', samples: [{ id: 's', name: 'S', body: 1 }] }
  expect(applyChange(FLOW, { type: 'restore', flow: other })).toEqual({ ...other, id: 'f' })
})

describe('accepting what came', () => {
  const given = FlowCase.parse({
    ...emptyCase({}),
    id: 'c',
    expect: { status: 200, body: { a: 1, list: [1, 2, 3], 'odd.key': { x: 1 }, same: true }, calls: { a: [{ q: 1 }] } },
  })
  const result = (differences: CaseResult['differences'], more: Partial<CaseResult> = {}): CaseResult =>
    CaseResult.parse({ id: 'c', name: 'C', passed: false, durationMs: 1, differences, ...more })

  test('replaces values in their places, adds what is new and drops what is gone', () => {
    const came = result([
      { place: 'status', path: '', expected: 200, got: 201 },
      { place: 'answer', path: 'a', expected: 1 },
      { place: 'answer', path: 'list[1]', expected: 2, got: 20 },
      { place: 'answer', path: 'list[2]', expected: 3 },
      { place: 'answer', path: '`odd.key`.x', expected: 1, got: null },
      { place: 'answer', path: 'new.er', got: { deep: [1] } },
      { place: 'call:a', path: '[0].q', expected: 1, got: 2 },
      { place: 'call:a', path: '[1]', got: { q: 3 } },
      { place: 'call:b', path: '[0]', got: 5 },
    ])
    expect(isAcceptable(came)).toBe(true)
    expect(acceptResult(given, came)).toEqual({
      ...given,
      expect: {
        status: 201,
        body: { list: [1, 20], 'odd.key': { x: null }, same: true, new: { er: { deep: [1] } } },
        calls: { a: [{ q: 2 }, { q: 3 }], b: [5] },
      },
    })
    expect(given.expect.body).toMatchObject({ a: 1, list: [1, 2, 3] })
  })

  test('puts several new entries in their order, and drops several from the end', () => {
    const grown = acceptResult(given, result([1, 2, 3].map((index) => ({ place: 'call:a', path: `[${index}]`, got: index }))))
    expect(grown.expect.calls).toEqual({ a: [{ q: 1 }, 1, 2, 3] })
    const shrunk = acceptResult(given, result([0, 1, 2].map((index) => ({ place: 'answer', path: `list[${index}]`, expected: index + 1 }))))
    expect(shrunk.expect.body).toMatchObject({ list: [] })
  })

  test('takes over a problem in place of an answer', () => {
    const came = result([{ place: 'status', path: '', expected: 200, got: 502 }], { problem: { code: 'target.unavailable', detail: '' } })
    expect(acceptResult(given, came).expect).toEqual({ status: 502, problem: 'target.unavailable', calls: { a: [{ q: 1 }] } })
    const gone = result([{ place: 'problem', path: '', expected: 'mapping.required' }])
    expect(acceptResult({ ...given, expect: { problem: 'mapping.required' } }, gone).expect).toEqual({})
  })

  test('is not offered where the result does not tell enough', () => {
    expect(isAcceptable(result([], { passed: true }))).toBe(false)
    expect(isAcceptable(result([{ place: 'call:a', path: '', got: 1, why: 'no answer' }]))).toBe(false)
    expect(isAcceptable(result([{ place: 'answer', path: '', got: { text: `${'a'.repeat(500)}…` } }]))).toBe(false)
  })
})

test('coverage in one line, and its gaps with the names of their nodes', () => {
  const coverage = {
    rows: [
      { node: 'a', row: 'r1', target: 'name', filled: 2 },
      { node: 'a', row: 'r2', target: 'city', filled: 0 },
    ],
    branches: [{ node: 'b', port: 'vip', title: 'VIP', taken: 0 }],
  }
  expect(coverageWords(coverage)).toBe('1 of 2 rows, 0 of 1 branches')
  expect(coverageWords({ rows: [], branches: [] })).toBeUndefined()
  expect(gapsByNode(FLOW, coverage)).toEqual([
    { node: 'a', name: 'A', gaps: [{ node: 'a', row: 'r2', text: 'city' }] },
    { node: 'b', name: 'B', gaps: [{ node: 'b', text: 'way out “VIP”' }] },
  ])
})
