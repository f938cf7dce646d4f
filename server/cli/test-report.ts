import type { CaseResult, Coverage, ValueDifference } from '../model/case.ts'
import type { Finding } from '../model/finding.ts'
import type { FlowTest } from './run-flow-tests.ts'
import type { Paint } from './paint.ts'

const LONGEST_VALUE = 300

/** The test of one flow as lines for people. */
export function reportLines({ flow, errors, report }: FlowTest, paint: Paint): string[] {
  return [
    `${paint.strong(plain(flow.id))}  ${plain(flow.name)}`,
    ...errors.map((finding) => `  ${paint.bad('ERROR')} ${findingText(finding)}`),
    ...(report.results.length === 0 ? ['  no cases'] : report.results.flatMap((result) => resultLines(result, paint))),
    ...coverageLines(flow.cases.length > 0 ? report.coverage : { rows: [], branches: [] }),
    '',
  ]
}

/** Where a finding stands, and what it says. */
export function findingText({ node, wire, field, row, message }: Finding): string {
  const place = [node ?? wire, field, row].filter((part) => part !== undefined).join('.')
  return plain(`${place}${place && ': '}${message}`)
}

/** Why a case failed, without indents. */
export function failureLines({ problem, differences }: CaseResult): string[] {
  const ended = problem ? [plain(`ended with ${problem.code}${problem.at === undefined ? '' : ` at ${problem.at}`}: ${problem.detail}`)] : []
  return [...ended, ...differences.flatMap(differenceLines)]
}

/** The last line: how much passed. */
export function summaryLine(tests: readonly FlowTest[]): string {
  const results = tests.flatMap(({ report }) => report.results)
  const passed = results.filter((result) => result.passed).length
  const errors = tests.reduce((sum, test) => sum + test.errors.length, 0)
  const parts = [countOf(tests.length, 'flow'), countOf(results.length, 'case'), `${passed} passed`, `${results.length - passed} failed`]
  return [...parts, ...(errors > 0 ? [`${countOf(errors, 'error')} in flows`] : [])].join(', ')
}

function resultLines(result: CaseResult, paint: Paint): string[] {
  const { id, name, passed, durationMs } = result
  const title = `${plain(id)}  ${plain(name)} ${paint.faint(`(${Math.round(durationMs)} ms)`)}`
  if (passed) return [`  ${paint.good('pass')} ${title}`]
  return [
    `  ${paint.bad('FAIL')} ${title}`,
    ...failureLines(result).map((line) => `       ${line.startsWith('  -') ? paint.bad(line) : line.startsWith('  +') ? paint.good(line) : line}`),
  ]
}

/** Where two values differ, and how, without indents. */
export function differenceLines({ place, path, why, ...sides }: ValueDifference): string[] {
  const where = plain(`${place}${path && ` at ${path}`}${why === undefined ? '' : `: ${why}`}`)
  const line = (sign: string, value: unknown): string[] => (value === undefined ? [] : [`  ${sign} ${valueText(value)}`])
  // A side that has nothing is shown as such, unless words say what is wrong.
  const nothing = (sign: string, value: unknown): string[] => (value === undefined && why === undefined ? [`  ${sign} nothing`] : line(sign, value))
  return [where, ...nothing('-', sides.expected), ...nothing('+', sides.got)]
}

function coverageLines({ rows, branches }: Coverage): string[] {
  const emptyRows = rows.filter(({ filled }) => filled === 0)
  const emptyBranches = branches.filter(({ taken }) => taken === 0)
  if (rows.length + branches.length === 0) return []
  return [
    `  coverage: ${rows.length - emptyRows.length} of ${countOf(rows.length, 'mapping row')}, ${branches.length - emptyBranches.length} of ${countOf(branches.length, 'branch')}`,
    ...emptyRows.map(({ node, row, target }) => `    never filled: ${node}, row ${plain(row)} (${plain(target)})`),
    ...emptyBranches.map(({ node, port, title }) => `    never taken:  ${node}, port ${port}${title === port ? '' : ` (${plain(title)})`}`),
  ]
}

function valueText(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text
}

const PLURALS: Readonly<Record<string, string>> = { branch: 'branches' }

const countOf = (count: number, thing: string): string => `${count} ${count === 1 ? thing : (PLURALS[thing] ?? `${thing}s`)}`

/** Without characters that would steer a terminal. */
const plain = (text: string): string => text.replace(/\p{Cc}/gu, ' ')
