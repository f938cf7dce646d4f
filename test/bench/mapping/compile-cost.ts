import { fork } from 'node:child_process'
import { once } from 'node:events'
import { median, printTable } from '../table.ts'
import type { CompileCost } from './compile-cost-child.ts'

const ROUNDS = 3

async function measureOnce(): Promise<CompileCost> {
  const child = fork(new URL('./compile-cost-child.ts', import.meta.url), [], { execArgv: ['--import', 'tsx', '--expose-gc'], stdio: 'inherit' })
  const [[cost]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [[CompileCost], unknown]
  return cost
}

/** What 1,000 different mappings of 25 rows cost in a fresh process. */
export async function benchCompileCost(): Promise<void> {
  const costs: CompileCost[] = []
  for (let round = 0; round < ROUNDS; round++) costs.push(await measureOnce())
  const middle = (of: keyof CompileCost): number => median(costs.map((cost) => cost[of]))
  printTable(
    `1,000 different mappings of 25 rows, fresh process, median of ${ROUNDS}`,
    ['', 'value'],
    [
      ['compile, ms', middle('compileMs').toFixed(0)],
      ['first run of each, ms', middle('firstRunMs').toFixed(0)],
      ['heap after collection, MB', middle('heapMb').toFixed(1)],
    ],
  )
}
