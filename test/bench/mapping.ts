import { isDeepStrictEqual } from 'node:util'
import jsonata from 'jsonata'
import { createExpressions } from '../../server/expression/expressions.ts'
import { benchCompileCost } from './mapping/compile-cost.ts'
import { CUSTOMER_CASE } from './mapping/customer-case.ts'
import type { MappingCase } from './mapping/mapping-case.ts'
import { ORDER_CASE } from './mapping/order-case.ts'
import { FILTER_CASE, GROUP_CASE } from './mapping/records-cases.ts'
import { RENAMES_CASE } from './mapping/renames-case.ts'
import { median, printTable } from './table.ts'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
const MS_A_ROUND = Number(process.env.BENCH_MS ?? 80)

const CASES: readonly MappingCase[] = [CUSTOMER_CASE, ORDER_CASE, FILTER_CASE, GROUP_CASE, RENAMES_CASE]

type Work = (input: unknown) => unknown

interface Candidates {
  readonly hand: Work
  readonly patchbay: Work
  readonly library: (input: unknown) => Promise<unknown>
}

/** Milliseconds on the clock, or with `BENCH_CLOCK=cpu` of processor time: less disturbed on a busy machine, but helper threads of V8 count too. */
const now = process.env.BENCH_CLOCK === 'cpu' ? (): number => process.cpuUsage().user / 1000 : (): number => performance.now()

/** Holds the last results, so that no work can be left out as useless. */
const kept: unknown[] = []

/** Calls a function in turn with the inputs for about `MS_A_ROUND` and gives microseconds a call. */
function time(work: Work, inputs: readonly unknown[]): number {
  let calls = 0
  const start = now()
  let spent: number
  do {
    for (let i = 0; i < 10; i++, calls++) kept[i] = work(inputs[calls % inputs.length])
    spent = now() - start
  } while (spent < MS_A_ROUND)
  return (spent * 1000) / calls
}

async function timeLibrary(work: Candidates['library'], inputs: readonly unknown[]): Promise<number> {
  let calls = 0
  const start = now()
  let spent: number
  do {
    kept[0] = await work(inputs[calls++ % inputs.length])
    spent = now() - start
  } while (spent < MS_A_ROUND)
  return (spent * 1000) / calls
}

/** Stops the benchmark where the three ways do not give the same on every input. */
async function verify({ name, inputs }: MappingCase, { hand, patchbay, library }: Candidates): Promise<void> {
  for (const [index, input] of inputs.entries()) {
    const wanted = hand(input)
    // The library marks its lists with a property.
    const ofLibrary: unknown = JSON.parse(JSON.stringify(await library(input)))
    if (!isDeepStrictEqual(ofLibrary, wanted)) throw new Error(`${name}, input ${index}: the library does not give what the code by hand gives`)
    if (!isDeepStrictEqual(await patchbay(input), wanted)) throw new Error(`${name}, input ${index}: Patchbay does not give what the code by hand gives`)
  }
}

/** Median microseconds of by hand, Patchbay and the library, in alternating rounds. */
async function measure({ hand, patchbay, library }: Candidates, inputs: readonly unknown[]): Promise<readonly [number, number, number]> {
  const times: [number, number, number][] = []
  for (let round = 0; round <= ROUNDS; round++) times.push([time(hand, inputs), time(patchbay, inputs), await timeLibrary(library, inputs)])
  const measured = times.slice(1)
  return [median(measured.map(([of]) => of)), median(measured.map(([, of]) => of)), median(measured.map(([, , of]) => of))]
}

const micros = (value: number): string => value.toFixed(value < 100 ? 2 : 0)

async function benchCase(subject: MappingCase): Promise<string[][]> {
  const expressions = createExpressions()
  const mapping = expressions.compileMapping(subject.mapping)
  const program = jsonata(subject.library)
  const candidates: Candidates = {
    hand: (input) => subject.byHand(input as never),
    patchbay: (input) => mapping.run(input),
    library: (input) => program.evaluate(input),
  }
  await verify(subject, candidates)
  const rows: string[][] = []
  for (const [kind, inputs] of [
    ['fixed', subject.inputs.slice(0, 1)],
    ['varied', subject.inputs],
  ] as const) {
    const [hand, patchbay, library] = await measure(candidates, inputs)
    rows.push([`${subject.name}, ${kind}`, micros(hand), micros(patchbay), micros(library), (patchbay / hand).toFixed(2), (library / patchbay).toFixed(1)])
  }
  if (mapping.rows.some((row) => row.mode !== 'compiled')) throw new Error(`${subject.name}: a row is left to the library`)
  await expressions.close()
  return rows
}

/** Mapping alone: by hand, by Patchbay, by the jsonata library; and what compiling costs. */
export async function benchMapping(): Promise<void> {
  const rows: string[][] = []
  for (const subject of CASES) rows.push(...(await benchCase(subject)))
  printTable(
    `Mapping, us a call, median of ${ROUNDS} rounds (aims: at most 3 x by hand; 50 x the library on fixed input, 20 x on varied)`,
    ['', 'by hand', 'Patchbay', 'library', 'x by hand', 'x library'],
    rows,
  )
  if (!process.env.BENCH_QUICK) await benchCompileCost()
}
