import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REQUIREMENT_ROWS, ROWS_WITHOUT_TEST } from './requirement-rows.ts'
import { findRowTests, rowTests } from './requirement-tests.ts'
import { requirementsPage } from './requirements-page.ts'

const tests = findRowTests(join(import.meta.dirname, '..'))
const shown = new Set(tests.map(({ row }) => row))

test('every row is shown by a test, or says why not', () => {
  expect(Object.keys(REQUIREMENT_ROWS).filter((row) => !shown.has(row) && !Object.hasOwn(ROWS_WITHOUT_TEST, row))).toEqual([])
})

test('no exception is stale or without a reason', () => {
  expect(Object.keys(ROWS_WITHOUT_TEST).filter((row) => shown.has(row) || !Object.hasOwn(REQUIREMENT_ROWS, row))).toEqual([])
  for (const reason of Object.values(ROWS_WITHOUT_TEST)) expect(reason.length).toBeGreaterThan(20)
})

test('no test names a row that there is not', () => {
  expect([...shown].filter((row) => !Object.hasOwn(REQUIREMENT_ROWS, row))).toEqual([])
})

const call = (name: string, title: string): string => `${name}(${title}, async () => undefined)`

test.each<[string, [row: string, title: string][]]>([
  [call('test', "'S9-01: one thing'"), [['S9-01', 'one thing']]],
  [call('test.each([1, 2])', '`X-99: %s of \\`both\\``'), [['X-99', '%s of `both`']]],
  [call('describe.skipIf(!there)', '\n  "S9-01a, X-99: it\'s two"'), [['S9-01a', "it's two"], ['X-99', "it's two"]]], // prettier-ignore
  [call('test.skip', "'S9-01: not run'"), []],
  [call('test.todo', "'S9-01: not written'"), []],
  [call('test', "'as S9-01: says'"), []],
  [call('test', "'S9-1: no row'"), []],
])('the scanner reads %s', (source, found) => {
  expect(rowTests('x.test.ts', source).map(({ row, title }) => [row, title])).toEqual(found)
})

test('the page says by which tests a row is shown, and how', () => {
  const page = requirementsPage({ 'S9-01': 'One thing.', 'S9-02': 'Another | thing.', 'S9-03': 'A third.' }, [
    { row: 'S9-01', file: 'a/b.test.ts', title: 'first' },
    { row: 'S9-01', file: 'a/b.test.ts', title: 'second %s in ${place}' },
    { row: 'S9-02', file: 'live/c.test.ts', title: 'third' },
  ])
  expect(page).toContain('One thing. | [a/b.test.ts](../test/a/b.test.ts): first; second … in … | shown |')
  expect(page).toContain('Another \\| thing. | [live/c.test.ts](../test/live/c.test.ts): third | shown live |')
  expect(page).toContain('A third. |  | not shown |')
})
