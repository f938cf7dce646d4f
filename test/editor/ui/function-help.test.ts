import { afterAll, describe, expect, it } from 'vitest'
import { enclosingCall, signatureParts } from '../../../editor/ui/code/enclosing-call.ts'
import { FUNCTION_EXAMPLES } from '../../../editor/ui/code/jsonata-examples.ts'
import { FUNCTION_GROUPS } from '../../../editor/ui/code/jsonata-functions.ts'
import { createExpressions } from '../../../server/expression/expressions.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

describe('examples of functions', () => {
  it.each(Object.entries(FUNCTION_EXAMPLES))('%s gives what it says', async (_, [call, gives]) => {
    expect(await expressions.compile(call).evaluate({})).toEqual(JSON.parse(gives))
  })

  it('exist for every function that always gives the same', () => {
    const without = FUNCTION_GROUPS.flatMap(({ functions }) => functions.map(({ name }) => name)).filter((name) => !FUNCTION_EXAMPLES[name])
    expect(without.toSorted()).toEqual(['$assert', '$error', '$millis', '$now', '$random', '$shuffle'])
  })
})

describe('the call around the cursor', () => {
  const at = (text: string) => enclosingCall(text.replace('|', ''), text.indexOf('|'))

  it.each([
    ['$round(|)', '$round', 0],
    ['$round(1, |', '$round', 1],
    ['$round($sum(a, b), |2)', '$round', 1],
    ['$round($sum(a,| b), 2)', '$sum', 1],
    ['$round([1, 2], |', '$round', 1],
    ['$split("a,(b", |", ")', '$split', 1],
    ['$map(a, function($v) { $v + |', '$map', 1],
  ])('%s', (text, name, argument) => {
    expect(at(text)).toMatchObject({ name, argument })
  })

  it.each(['$round(1)|', 'a.(b|)', '"$round(|"', '$round|'])('is none in %s', (text) => {
    expect(at(text)).toBeUndefined()
  })
})

it.each([
  ['text, start [, length]', 1, 'start', 'text, start [, length]'],
  ['text, start [, length]', 2, 'length', 'text, start [, length]'],
  ['list, list …', 5, 'list …', 'list, list …'],
  ['[message]', 0, 'message', '[message]'],
])('marks the present parameter of %s', (...[parameters, argument, marked, whole]) => {
  const parts = signatureParts(parameters, argument)
  expect([parts.find((part) => part.argument)?.text, parts.map(({ text }) => text).join('')]).toEqual([marked, whole])
})
