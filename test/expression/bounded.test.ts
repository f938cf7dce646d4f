import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

test.each([
  '$pad(code, 10)',
  '$pad(code, -8, "0")',
  '[1..10].($ * 2)',
  '$replace(phone, /[^0-9+]/, "")',
  '$contains(x, /^a|b+$/)',
  '($f := function($x){ $x + 1 }; $map(a, $f))',
  '($f := function($x){ $x + 1 }; $g := function($y){ $f($y) * 2 }; $g(3))',
  'function($x){ $x }(1)',
  'a ~> $map(function($v){ $v }) ~> $sum()',
  '$reduce(a, function($x, $y){ $x + $y })',
  '$map(a, $uppercase)',
  'a ~> | b | {"c": 1} |',
])('%s is bounded', (text) => {
  expect(expressions.compile(text).bounded).toBe(true)
})

test.each([
  '$pad(code, n)',
  '$pad(code, 5000)',
  '$map(a, $pad)',
  '[1..n]',
  '[1..100000]',
  '$eval(x)',
  '($e := $eval; $e(x))',
  '$contains(x, /(a+)+b/)',
  '$contains(x, /a*a*b/)',
  '$contains(x, /(?=a)b/)',
  '$contains(x, /(a)\\1/)',
  '($f := function($x){ $f($x) }; $f(1))',
  '($f := function($x){ $g($x) }; $g := function($x){ $f($x) }; $f(1))',
  '($f := function($x){ $map([$x], $f) }; $f(1))',
  'function($f){ $f($f) }(function($f){ $f($f) })',
  '($f := function($g){ $g($g) }; $f($f))',
  '($f := [function($x){ $x }]; $f[0](1))',
  '$map([1], function($f){ $map([1], $f) })[$x(1)]',
  '($f := function($x){ 1 }; $f := function($x){ $f($x) }; $f(1))',
  '$unknown(1)',
])('%s is not bounded', (text) => {
  expect(expressions.compile(text).bounded).toBe(false)
  expect(expressions.compile(text).mode).toBe('library')
})
