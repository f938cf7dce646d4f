import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

test.each([
  ['a.b.c', ['a.b.c']],
  ['a.b[c > 1].d', ['a.b.c', 'a.b.d']],
  ['a.{"x": b, "y": $uppercase(c)}', ['a.b', 'a.c']],
  ['(a.b).c', ['a.b.c']],
  ['$.a', ['a']],
  ['$$.a', ['a']],
  ['($c := customer; $c.name & $c.mail)', ['customer.mail', 'customer.name']],
  ['($l := lines.{"net": qty * price, "x": y}; $sum($l.net))', ['lines.price', 'lines.qty']],
  ['$map(lines, function($l){ $l.sku })', ['lines.sku']],
  ['$filter(lines, function($l){ $l.qty > 1 }).sku', ['lines.qty', 'lines.sku']],
  ['$reduce(lines, function($x, $y){ $x + $y.n }, start)', ['lines', 'lines.n', 'start']],
  ['lines^(>price)[0].sku', ['lines.price', 'lines.sku']],
  ['lines{sku: $sum(qty)}', ['lines.qty', 'lines.sku']],
  ['a ? b : c', ['a', 'b', 'c']],
  ['a ?? b', ['a', 'b']],
  ['$lookup(a, "b").c', ['a.b.c']],
  ['$lookup(a, b)', ['a', 'b']],
  ['a ~> $uppercase()', ['a']],
  ['a.$uppercase()', ['a']],
  ['a.*', ['a']],
  ['`first name`.`a.b`', ['`first name`.`a.b`']],
  ['$meta.user.id & $input.x & $root.y', ['$input.x', '$meta.user.id', '$root.y']],
  ['($f := function($x){ $x.name & $.other }; $f(customer))', ['customer.name', 'other']],
  ['$exists(a.b)', ['a.b']],
  ['1 + 2', []],
  ['$now()', []],
])('%s reads exactly its paths', (text, paths) => {
  expect(expressions.compile(text).reads).toEqual({ paths, everything: false })
})

test.each([
  '$',
  '*',
  '**',
  '$string()',
  '$eval(a)',
  'a.%.b',
  '$keys()',
  'a@$x.b',
  '$lookup($, a)',
  '{"a": $}',
  '($f := function($n) { $n > 0 ? $f($n - 1) : b }; $f(a))',
])('%s reads everything', (text) => {
  expect(expressions.compile(text).reads.everything).toBe(true)
})

test('functions that call functions are given up, not followed without end', () => {
  const text = `($f0 := function($x){ $x }; ${Array.from({ length: 60 }, (_, i) => `$f${i + 1} := function($x){ $f${i}($x.a) & $f${i}($x.b) };`).join(' ')} $f60(s))`
  expect(expressions.compile(text).reads.everything).toBe(true)
})
