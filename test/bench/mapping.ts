import jsonata from 'jsonata'
import { createExpressions } from '../../server/expression/expressions.ts'
import type { Mapping } from '../../server/model/mapping.ts'
import { CUSTOMER, fromContact, toContact, type Contact } from './customer.ts'
import { FROM_CONTACT, TO_CONTACT } from './mapping-documents.ts'
import { median, printTable } from './table.ts'

const ROUNDS = 7
const MS_A_ROUND = 400

/** Calls a function for about `MS_A_ROUND` and gives microseconds a call. */
async function time(work: (index: number) => unknown): Promise<number> {
  let calls = 0
  const start = performance.now()
  while (performance.now() - start < MS_A_ROUND) {
    for (let i = 0; i < 20; i++) {
      const result = work(calls++)
      if (result instanceof Promise) await result
    }
  }
  return ((performance.now() - start) * 1000) / calls
}

/** The mapping as one JSONata object, for the library. Dotted and indexed targets are flattened: less work than ours. */
const libraryText = (mapping: Mapping): string =>
  `{ ${mapping.rows.map(({ target, from }) => `${JSON.stringify(target)}: ${from.kind === 'path' ? from.path : from.kind === 'expression' ? from.text : from.kind === 'constant' ? JSON.stringify(from.value) : 'null'}`).join(', ')} }`

/** Mapping alone: by hand, by Patchbay, by the jsonata library; both ways, 500 varied inputs. */
export async function benchMapping(): Promise<void> {
  const inputs = Array.from({ length: 500 }, (_, i) => ({
    ...CUSTOMER,
    name: `${CUSTOMER.name} ${i}`,
    emails: [{ ...CUSTOMER.emails[0]!, value: `Person${i}@example.test` }],
  }))
  const contacts = inputs.map((input, i): Contact => ({ ...toContact(input), id: `C-${i}`, rev: String(i) }))
  const expressions = createExpressions()
  const [out, back] = [expressions.compileMapping(TO_CONTACT), expressions.compileMapping(FROM_CONTACT)]
  const libraryOut = jsonata(libraryText(TO_CONTACT))
  const libraryBack = jsonata(libraryText({ ...FROM_CONTACT, rows: FROM_CONTACT.rows.filter((row) => row.target !== 'ref') }))
  const candidates: [string, (i: number) => unknown][] = [
    ['by hand', (i) => [toContact(inputs[i % 500]!), fromContact(contacts[i % 500]!)]],
    ['Patchbay', (i) => [out.run(inputs[i % 500]), back.run(contacts[i % 500])]],
    ['jsonata library', async (i) => [await libraryOut.evaluate(inputs[i % 500]), await libraryBack.evaluate(contacts[i % 500])]],
  ]
  const times = candidates.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round++) for (const [index, [, work]] of candidates.entries()) times[index]!.push(await time(work))
  await expressions.close()
  const medians = times.map(median)
  printTable(
    `Mapping a 28-field customer out and back, 500 varied inputs, median of ${ROUNDS} rounds`,
    ['', 'us/customer', 'x by hand', 'x library'],
    candidates.map(([name], index) => [
      name,
      medians[index]!.toFixed(2),
      (medians[index]! / medians[0]!).toFixed(2),
      (medians[2]! / medians[index]!).toFixed(1),
    ]),
  )
}
