// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { junitReport } from '../../server/cli/junit.ts'
import type { FlowTest } from '../../server/cli/run-flow-tests.ts'
import type { CaseResult } from '../../server/model/case.ts'
import { Flow } from '../../server/model/flow.ts'

const flow = Flow.parse({ id: 'greet', name: 'Greetings', client: 'demo', nodes: [], wires: [] })
const result = (id: string, more: Partial<CaseResult> = {}): CaseResult => ({ id, name: id, passed: true, differences: [], durationMs: 12.3456, ...more })

function read(...results: CaseResult[]): Document {
  const test: FlowTest = { flow, errors: [], report: { results, coverage: { rows: [], branches: [] } }, durationMs: 1500 }
  const document = new DOMParser().parseFromString(junitReport([test]), 'text/xml')
  expect(document.querySelector('parsererror')).toBeNull()
  return document
}

test('counts and times stand at each level, with the findings of the flow as a test of their own', () => {
  const document = read(result('a'), result('b', { passed: false, problem: { code: 'target.timeout', detail: 'It took too long.' } }))
  const attributes = (selector: string): Record<string, string> =>
    Object.fromEntries([...document.querySelector(selector)!.attributes].map(({ name, value }) => [name, value]))
  expect(attributes('testsuites')).toEqual({ name: 'patchbay', tests: '3', failures: '1', errors: '0', time: '1.500' })
  expect(attributes('testsuite')).toEqual({ name: 'greet', tests: '3', failures: '1', errors: '0', skipped: '0', time: '1.500' })
  expect([...document.querySelectorAll('testcase')].map((entry) => [entry.getAttribute('name'), entry.getAttribute('time')])).toEqual([
    ['findings', '1.475'],
    ['a: a', '0.012'],
    ['b: b', '0.012'],
  ])
  expect(document.querySelector('failure')!.getAttribute('message')).toBe('ended with target.timeout: It took too long.')
})

test('errors of a flow fail its findings', () => {
  const errors = [{ level: 'error', code: 'flow.no-trigger', message: 'Nothing starts this flow.' }] as const
  const text = junitReport([{ flow, errors: [...errors], report: { results: [], coverage: { rows: [], branches: [] } }, durationMs: 1 }])
  expect(text).toContain('<failure message="Nothing starts this flow.">Nothing starts this flow.</failure>')
})

test('whatever stands in names and values, the report is well-formed', () => {
  const odd = `<b> & "quoted" ]]> \u0007 \uD800 \u{1F600}`
  const document = read(
    result('odd', { name: odd, passed: false, differences: [{ place: 'answer', path: '`<a&b>`', expected: odd, got: { '</failure>': 1 } }] }),
  )
  const shown = odd.replace('\u0007', '\uFFFD').replace('\uD800', '\uFFFD')
  expect(document.querySelectorAll('testcase')[1]!.getAttribute('name')).toBe(`odd: ${shown}`)
  expect(document.querySelector('failure')!.textContent).toBe(`answer at \`<a&b>\`\n  - ${JSON.stringify(odd)}\n  + {"</failure>":1}`)
})
