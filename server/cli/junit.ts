import { failureLines, findingText } from './test-report.ts'
import type { FlowTest } from './run-flow-tests.ts'

/** The tests of the flows as a JUnit report. Findings of a flow are a test case of their own. */
export function junitReport(tests: readonly FlowTest[]): string {
  const suites = tests.map(suiteOf)
  const total = { tests: sum(suites.map(({ entries }) => entries.length)), failures: sum(suites.map(({ failures }) => failures)) }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="patchbay" tests="${total.tests}" failures="${total.failures}" errors="0" time="${seconds(sum(tests.map(({ durationMs }) => durationMs)))}">`,
    ...suites.flatMap(({ open, entries }) => [open, ...entries, '  </testsuite>']),
    '</testsuites>',
    '',
  ].join('\n')
}

interface Entry {
  suite: string
  name: string
  durationMs: number
  /** Why it failed; empty: it passed. */
  reasons: readonly string[]
}

function suiteOf({ flow, errors, report, durationMs }: FlowTest): { open: string; entries: string[]; failures: number } {
  const spent = sum(report.results.map((result) => result.durationMs))
  const entries: Entry[] = [
    { suite: flow.id, name: 'findings', durationMs: Math.max(0, durationMs - spent), reasons: errors.map(findingText) },
    ...report.results.map((result) => ({
      suite: flow.id,
      name: `${result.id}: ${result.name}`,
      durationMs: result.durationMs,
      reasons: result.passed ? [] : failureLines(result),
    })),
  ]
  const failures = entries.filter(({ reasons }) => reasons.length > 0).length
  const open = `  <testsuite name="${escape(flow.id)}" tests="${entries.length}" failures="${failures}" errors="0" skipped="0" time="${seconds(durationMs)}">`
  return { open, entries: entries.map(entryText), failures }
}

function entryText({ suite, name, durationMs, reasons }: Entry): string {
  const open = `    <testcase classname="${escape(suite)}" name="${escape(name)}" time="${seconds(durationMs)}"`
  if (reasons.length === 0) return `${open}/>`
  return `${open}>\n      <failure message="${escape(reasons[0]!)}">${escape(reasons.join('\n'))}</failure>\n    </testcase>`
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Characters that XML cannot hold become the replacement character. */
const escape = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD').replace(/[&<>"]/g, (character) => ENTITIES[character]!)
