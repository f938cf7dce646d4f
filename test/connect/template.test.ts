import { expect, onTestFinished, test } from 'vitest'
import { compilePath } from '../../server/connect/path-template.ts'
import { compileTemplate } from '../../server/connect/template.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import type { Template } from '../../server/model/connector.ts'
import { problemOf } from './support.ts'

function compiler() {
  const expressions = createExpressions()
  onTestFinished(() => expressions.close())
  return expressions
}

const scope = { input: { name: 'Ada', none: null, list: [1], one: 'x' } }

test.each<[string, Template, unknown]>([
  ['a constant', { a: [1, 'x', null, true] }, { a: [1, 'x', null, true] }],
  ['an expression', '=input.name', 'Ada'],
  ['a literal equals sign', '==input.name', '=input.name'],
  ['a literal equals sign inside constants', ['id', '==', 7], ['id', '=', 7]],
  ['a key without a value is left out', { a: '=input.name', b: '=input.missing' }, { a: 'Ada' }],
  ['null stays', { a: '=input.none' }, { a: null }],
  ['an item without a value keeps its place', ['=input.missing', '=input.name'], [null, 'Ada']],
  ['a list of one stays a list', { a: '=input.list' }, { a: [1] }],
  ['nested', { a: { b: ['=input.one', { c: '=input.name' }] } }, { a: { b: ['x', { c: 'Ada' }] } }],
  ['an expression that runs in the sandbox', { a: '=$eval("1+1")' }, { a: 2 }],
])('template: %s', async (_title, template, expected) => {
  expect(await compileTemplate(template, compiler(), 'body').from(scope)).toEqual(expected)
})

test('a template is constant only without expressions', () => {
  expect(compileTemplate({ a: ['==x', 1] }, compiler(), 'body').constant).toBe(true)
  expect(compileTemplate({ a: ['=input', 1] }, compiler(), 'body').constant).toBe(false)
})

test('mistakes name their place', async () => {
  const expressions = compiler()
  expect(await problemOf((async () => compileTemplate({ a: ['=('] }, expressions, 'body'))())).toMatchObject({ code: 'expression.invalid', at: 'body.a[0]' })
  const template = compileTemplate({ a: '=$number(input.name)' }, expressions, 'body')
  expect(await problemOf((async () => template.from(scope))())).toMatchObject({ code: 'expression.failed', at: 'body.a' })
})

test('a template cannot set the prototype', async () => {
  const template = JSON.parse('{"__proto__": {"admin": true}}') as Template
  expect(await problemOf((async () => compileTemplate(template, compiler(), 'body'))())).toMatchObject({ code: 'expression.invalid' })
})

test.each([
  ['/items/{input}', 'C-1', '/items/C-1'],
  ['/items/{input}', 7, '/items/7'],
  ['/items/{input}/x', '../admin', '/items/..%2Fadmin/x'],
  ['/items/{input}', 'a b?c=d#e', '/items/a%20b%3Fc%3Dd%23e'],
  ['/items/{input}', 'a\r\nHost: evil', '/items/a%0D%0AHost%3A%20evil'],
  ['/items/{input}', 'é%2e', '/items/%C3%A9%252e'],
  ['/{+input}', '/a/b c', '/a/b%20c'],
  ['/{+input}', 'a/', '/a/'],
  ['/{+input}', 'a?x=1', '/a%3Fx%3D1'],
  ['/{+input}', '', '/'],
])('path %s with %j is %s', async (template, input, expected) => {
  expect(await compilePath(template, compiler(), 'path')({ input })).toBe(expected)
})

test.each([
  ['/items/{input}', '..'],
  ['/items/{input}', '.'],
  ['/items/{input}', ''],
  ['/items/{input}', undefined],
  ['/items/{input}', null],
  ['/items/{input}', { a: 1 }],
  ['/items/{input}', '\uD800'],
  ['/{+input}', '/../admin'],
  ['/{+input}', 'a/./b'],
  ['/{+input}', '//evil.example.test/'],
  ['/{+input}', 7],
])('path %s refuses %j', async (template, input) => {
  expect(await problemOf((async () => compilePath(template, compiler(), 'path')({ input }))())).toMatchObject({ code: 'message.invalid', at: 'path' })
})
