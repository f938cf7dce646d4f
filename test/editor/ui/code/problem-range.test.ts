import { expect, it } from 'vitest'
import { problemRange } from '../../../../editor/ui/code/problem-range.ts'

it('underlines the word that a problem names, or everything', () => {
  expect(problemRange('$trim(name', 'Expected ")" (at position 10).')).toEqual({ from: 6, to: 10 })
  expect(problemRange('a + $', 'Unexpected (at position 99).')).toEqual({ from: 4, to: 5 })
  expect(problemRange('abc', 'It is wrong.')).toEqual({ from: 0, to: 3 })
})
