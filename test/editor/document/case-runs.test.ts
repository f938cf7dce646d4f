import { expect, test } from 'vitest'
import { caseState, createCaseRuns, tallyOf } from '../../../editor/document/case-runs.ts'
import { emptyCase } from '../../../editor/document/cases.ts'
import type { CaseReport } from '../../../server/model/case.ts'
import type { Flow } from '../../../server/model/flow.ts'
import type { ProblemDocument } from '../../../server/model/problem.ts'
import { flowOf } from './flow-fixtures.ts'

const FLOW: Flow = { ...flowOf(['s:start', 'a'], ['s>a']), cases: ['one', 'two'].map((id) => ({ ...emptyCase({}), id, name: id })) }

/** A server that answers when it is told to. */
function desk() {
  const asked: { ids: string[]; answer: (failed?: readonly string[]) => void; refuse: (problem: ProblemDocument) => void; signal: AbortSignal }[] = []
  const runs = createCaseRuns(
    ({ flow, only }, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
        const ids = only ?? flow.cases.map(({ id }) => id)
        asked.push({
          ids,
          signal,
          answer: (failed = []) => resolve(report(ids, failed)),
          refuse: (problem) => resolve({ failed: problem }),
        })
      }),
  )
  return { runs, asked }
}

const report = (ids: readonly string[], failed: readonly string[]): CaseReport => ({
  results: ids.map((id) => ({ id, name: id, passed: !failed.includes(id), differences: [], durationMs: 1 })),
  coverage: { rows: ids.map((id) => ({ node: 'a', row: id, target: id, filled: 1 })), branches: [] },
})

test('results tell how cases stand, until flow or case change', async () => {
  const { runs, asked } = desk()
  const done = runs.getState().run(FLOW)
  expect([...runs.getState().running]).toEqual(['one', 'two'])
  asked[0]!.answer(['two'])
  await done
  const { ran, coverage, running } = runs.getState()
  expect([running.size, coverage?.found.rows.length]).toEqual([0, 2])
  const standing = (flow: Flow) => flow.cases.map((given) => caseState(ran, flow, given)).map(({ state, stale }) => `${state}${stale ? ' before' : ''}`)
  expect(standing(FLOW)).toEqual(['passed', 'failed'])
  expect(tallyOf(ran, FLOW)).toEqual({ passed: 1, failed: 1, open: 0 })
  const changed = { ...FLOW, nodes: FLOW.nodes.map((node) => ({ ...node, config: { x: 1 } })) }
  expect(standing(changed)).toEqual(['passed before', 'failed before'])
  expect(tallyOf(ran, changed)).toEqual({ passed: 0, failed: 0, open: 2 })
  const [one, two] = FLOW.cases
  expect(
    standing({
      ...FLOW,
      cases: [
        { ...one!, name: 'Other', note: 'n' },
        { ...two!, expect: {} },
        { ...one!, id: 'new' },
      ],
    }),
  ).toEqual(['passed', 'failed before', 'unknown'])
  const moved = { ...FLOW, nodes: FLOW.nodes.map((node) => ({ ...node, name: 'N', position: { x: 5, y: 5 } })) }
  expect(standing(moved)).toEqual(['passed', 'failed'])
  const shorter = { ...FLOW, settings: { ...FLOW.settings, deadlineMs: 100 } }
  expect(standing(shorter)).toEqual(['passed before', 'failed before'])
})

test('running one leaves the results of the others, and the coverage of all', async () => {
  const { runs, asked } = desk()
  const first = runs.getState().run(FLOW)
  asked[0]!.answer(['two'])
  await first
  const second = runs.getState().run(FLOW, ['two'])
  expect(asked[1]!.ids).toEqual(['two'])
  asked[1]!.answer()
  await second
  expect(tallyOf(runs.getState().ran, FLOW)).toEqual({ passed: 2, failed: 0, open: 0 })
  expect(runs.getState().coverage?.found.rows).toHaveLength(2)
})

test('a newer run takes the place of one under way', async () => {
  const { runs, asked } = desk()
  const first = runs.getState().run(FLOW)
  const second = runs.getState().run(FLOW, ['one'])
  expect(asked[0]!.signal.aborted).toBe(true)
  await first
  expect([...runs.getState().running]).toEqual(['one'])
  asked[1]!.answer()
  await second
  expect([...runs.getState().ran.keys()]).toEqual(['one'])
})

test('a run that cannot be made says why, and the last results stay', async () => {
  const { runs, asked } = desk()
  const first = runs.getState().run(FLOW)
  asked[0]!.answer()
  await first
  const second = runs.getState().run(FLOW)
  const problem = { title: 'Away', status: 503 } as ProblemDocument
  asked[1]!.refuse(problem)
  await second
  expect(runs.getState().problem).toBe(problem)
  expect(tallyOf(runs.getState().ran, FLOW).passed).toBe(2)
})
