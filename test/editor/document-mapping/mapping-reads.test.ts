import { expect, it } from 'vitest'
import { readPaths } from '../../../editor/document/mapping-reads.ts'

const read = (text: string, base: string[] = []): string[] => readPaths(text, base).map((path) => path.join('.'))

it.each([
  ['a.b.c', ['a.b.c']],
  ['$trim(name) & " " & last', ['name', 'last']],
  ['lines[kind = "product"].net', ['lines.kind', 'lines.net']],
  ['$sum(lines.(net + tax.amount))', ['lines.net', 'lines.tax.amount']],
  ['$x.name & `first name`', ['first name']],
  ['a and b or not in c', ['a', 'b', 'not', 'c']],
  ['{ "key": value } /* hidden.path */', ['value']],
  ['"a.b" & \'c\'', []],
  ['emails[0].value', ['emails.value']],
  ['$map(lines, function($l) { $l.net })', ['lines']],
])('%s', (text, paths) => {
  expect(read(text)).toEqual(paths)
})

it('reads relative to the loop, and the whole source from $root', () => {
  expect(read('net & $root.header.currency', ['lines'])).toEqual(['lines.net', 'header.currency'])
  expect(read('$', ['tags'])).toEqual(['tags'])
})
