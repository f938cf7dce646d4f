import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A test, or a group of tests, that shows a row. */
export interface RowTest {
  row: string
  /** Below `test/`. */
  file: string
  title: string
}

const ID = String.raw`(?:S\d|X)-\d{2}[a-z]?`
/** A title with its rows in front, as the first argument of a call: of `test`, `describe` or what `each` gives back; not of `skip` or `todo`. */
const TITLE = new RegExp(String.raw`(\.(?:skip|todo))?\(\s*(['"\x60])(${ID}(?:, ${ID})*): ((?:(?!\2)[^\\]|\\.)+)\2`, 'g')

/** The tests of rows in the source text of a test file, in order. */
export function rowTests(file: string, source: string): RowTest[] {
  return [...source.matchAll(TITLE)]
    .filter(([, left]) => left === undefined)
    .flatMap(([, , , rows, title]) => rows!.split(', ').map((row) => ({ row, file, title: title!.replace(/\\(.)/g, '$1') })))
}

/** The tests of rows in all test files. */
export function findRowTests(folder: string): RowTest[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.test\.tsx?$/.test(file) && !file.includes('node_modules'))
  return files.toSorted().flatMap((file) => rowTests(file.replaceAll('\\', '/'), readFileSync(join(folder, file), 'utf8')))
}
