import { expect, test } from 'vitest'
import { Problem } from '../../server/model/problem.ts'
import { placeOfProblem, runProblem } from '../../server/model/run-problem.ts'

const refused = (code: 'target.validation' | 'mapping.required' | 'request.invalid', path: string): Problem =>
  new Problem(code, 'Refused.', { at: 'book', errors: [{ path, message: 'is wrong' }] })

test.each([
  ['target.validation', 'customer.vatId', 'book: customer.vatId'],
  ['mapping.required', 'lines[3].sku', 'book: lines.sku'],
  ['target.validation', 'Ada Lovelace', 'book'],
  ['target.validation', 'ada@example.test', 'book'],
  ['request.invalid', 'customer.vatId', 'book'],
] as const)('%s at %s has the place %s', (code, path, place) => {
  expect(placeOfProblem(runProblem(refused(code, path)))).toBe(place)
})

test('a problem without a node has its field as place, or none', () => {
  const problem = new Problem('target.validation', 'Refused.', { errors: [{ path: 'vatId', message: 'is wrong' }] })
  expect(placeOfProblem(runProblem(problem))).toBe('vatId')
  expect(placeOfProblem(runProblem(new Problem('target.timeout', 'Late.')))).toBeUndefined()
})
