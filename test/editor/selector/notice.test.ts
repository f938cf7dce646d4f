// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { notice } from '../../../editor/selector/notice.ts'
import { SelectorProblem } from '../../../editor/selector/selector-problem.ts'
import { wordsOf } from '../../../editor/selector/words.ts'

const words = wordsOf('en')

test.each([
  [false, words.serverOffline],
  [true, words.serverClosed],
])('without an answer a page of another origin (%s) is told that it may not be let in', (elsewhere, text) => {
  const place = document.createElement('div')
  notice(place).show({ words, error: new SelectorProblem(''), elsewhere, again: undefined, goOn: undefined })
  expect(place.querySelector('[role="alert"]')!.textContent).toBe(text)
})
