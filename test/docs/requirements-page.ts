import { generated, table } from './page-parts.ts'
import type { RowTest } from './requirement-tests.ts'

const isLive = ({ file }: RowTest): boolean => file.startsWith('live/')

/** `shown`: by tests that always run. `shown live`: by tests against real systems. */
function stateOf(tests: readonly RowTest[]): string {
  if (tests.length === 0) return 'not shown'
  return [...(tests.every(isLive) ? [] : ['shown']), ...(tests.some(isLive) ? ['shown live'] : [])].join(', ')
}

/** The page of requirements: which tests show each row. */
export function requirementsPage(rows: Readonly<Record<string, string>>, tests: readonly RowTest[]): string {
  const lines = Object.entries(rows).map(([row, statement]) => {
    const shown = tests.filter((test) => test.row === row)
    const files = [...new Set(shown.map(({ file }) => file))]
    const titles = files.map((file) => `[${file}](../test/${file}): ${titlesIn(file, shown).join('; ')}`)
    return [`<a id="${row}"></a>${row}`, statement, titles.join('<br>'), stateOf(shown)]
  })
  return [
    '# Requirements',
    generated('`test/docs/requirement-rows.ts` and the titles of the tests'),
    'A test whose title begins with the id of a row shows that row. "Shown live": against real systems, by `npm run test:live`. The rows of channels, commerce, accounting and customer management (S1 to S4) come later.',
    `${table(['row', 'statement', 'tests', 'state'], lines)}\n`,
  ].join('\n\n')
}

const titlesIn = (file: string, tests: readonly RowTest[]): string[] => [
  ...new Set(tests.filter((test) => test.file === file).map(({ title }) => inWords(title))),
]

/** What `each` and templates fill in is not known here. */
const inWords = (title: string): string => title.replace(/%[sdifjoO]|\$\{[^}]*\}/g, '…')
