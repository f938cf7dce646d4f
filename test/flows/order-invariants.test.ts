import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Flow } from '../../server/model/flow.ts'
import { Mapping } from '../../server/model/mapping.ts'

const orders = Flow.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../flows/orders.json'), 'utf8')))
const expressions = createExpressions()
afterAll(() => expressions.close())
const sale = expressions.compileMapping(Mapping.parse(orders.nodes.find(({ id }) => id === 'sale')!.config.mapping))

interface Line {
  net: number
  tax: number
}

const text = (cents: number): string => (cents / 100).toFixed(2)
const sum = (lines: readonly Line[], part: keyof Line): number => lines.reduce((total, line) => total + line[part], 0)

/** An order with amounts in cents; `off` changes its totals. */
function orderOf(lines: readonly Line[], off: Partial<Record<'net' | 'tax' | 'gross', number>> = {}): object {
  const [net, tax] = [sum(lines, 'net'), sum(lines, 'tax')]
  return {
    issueDate: '2026-11-20',
    lines: lines.map((line) => ({ quantity: '1', unitPrice: text(line.net), net: text(line.net), tax: { rate: '21', amount: text(line.tax) } })),
    totals: { net: text(net + (off.net ?? 0)), tax: text(tax + (off.tax ?? 0)), gross: text(net + tax + (off.gross ?? 0)) },
  }
}

const line = fc.record({ net: fc.integer({ min: -99_999_999, max: 99_999_999 }), tax: fc.integer({ min: -9_999_999, max: 9_999_999 }) })
const someLines = fc.array(line, { minLength: 1, maxLength: 40 })
const problem = (order: object): unknown => {
  try {
    return void sale.run(order)
  } catch (error) {
    return error
  }
}

test('the samples of the flow are orders whose sums are right', () => {
  for (const { name, body } of orders.samples) expect(() => sale.run(body), name).not.toThrow()
})

test('every order whose lines add up passes, to the cent', () => {
  fc.assert(fc.property(someLines, (lines) => void expect(problem(orderOf(lines))).toBeUndefined()))
})

test('one cent too much in a total is found, and the detail says where', () => {
  const net = 'The lines add up to the net total'
  const tax = 'The taxes of the lines add up to the tax total'
  const gross = 'Net and tax make the gross total'
  const off = fc.constantFrom(
    { change: { gross: 1 }, broken: [gross] },
    { change: { net: -1 }, broken: [gross, net] },
    { change: { tax: 1 }, broken: [gross, tax] },
    { change: { net: 1, tax: -1 }, broken: [net, tax] },
    { change: { net: 1, gross: 1 }, broken: [net] },
  )
  fc.assert(
    fc.property(someLines, off, (lines, { change, broken }) => {
      const found = problem(orderOf(lines, change))
      expect(found).toMatchObject({ code: 'mapping.invariant', errors: broken.map((name) => ({ message: `"${name}" does not hold.` })) })
    }),
  )
})

test('amounts with more places than cents are rounded before they are added', () => {
  const order = orderOf([
    { net: 1050, tax: 221 },
    { net: 333, tax: 70 },
  ]) as { lines: { net: string }[] }
  order.lines[1]!.net = '3.3333'
  expect(problem(order)).toBeUndefined()
})
