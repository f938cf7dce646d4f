import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { runChaos } from './chaos.ts'
import { startEmbedded } from './embedded.ts'
import { type Load, startLoad, wait } from './load.ts'
import { createRandom } from './random.ts'
import { startRestateSystem } from './restate.ts'
import type { TortureSystem } from './system.ts'
import { startTarget, type Target } from './target.ts'
import { judge, type Verdict } from './verdict.ts'

/** How long nothing may move before the rest is taken for lost, in milliseconds. */
const STANDSTILL_MS = 60_000

const SYSTEMS: Readonly<Record<string, (targetUrl: string) => Promise<TortureSystem>>> = {
  embedded: startEmbedded,
  restate: startRestateSystem,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    system: { type: 'string', default: 'embedded' },
    lanes: { type: 'string', default: '40' },
    pause: { type: 'string', default: '100' },
  },
})
const seconds = Number(positionals[0] ?? 60)
const seed = Number(values.seed ?? randomInt(2 ** 31))
const startSystem = SYSTEMS[values.system]
if (!startSystem || !(seconds > 0) || !Number.isFinite(seed)) {
  console.error(`npm run torture -- [seconds] [--seed number] [--system ${Object.keys(SYSTEMS).join('|')}] [--lanes number] [--pause milliseconds]`)
  process.exit(2)
}

console.log(`${seconds} s, system ${values.system}, ${values.lanes} lanes, seed ${seed}`)
const target = await startTarget()
const system = await startSystem(target.url)
let passed = false
try {
  const load = startLoad({ url: () => system.url(), key: system.key, lanes: Number(values.lanes), pauseMs: Number(values.pause) })
  const faults = await runChaos(system, target, { until: Date.now() + seconds * 1_000, random: createRandom(seed) })
  await load.stop()
  const settledMs = await settle(load, target)
  passed = report({ verdict: judge(load, target), load, faults, settledMs })
} finally {
  await system.stop()
  await target.close()
}
process.exit(passed ? 0 : 1)

/** Waits until everything acknowledged has arrived, or nothing moves any more; gives back how long it took. */
async function settle(load: Load, { stamps }: Target): Promise<number> {
  const started = Date.now()
  let moved = { at: started, stamps: -1 }
  while (judge(load, target).lost.length > 0 && Date.now() - moved.at < STANDSTILL_MS) {
    if (stamps.size !== moved.stamps) moved = { at: Date.now(), stamps: stamps.size }
    await wait(100)
  }
  // What is under way twice shows a moment later.
  await wait(4_000)
  return Date.now() - started - 4_000
}

function report({ verdict, load, faults, settledMs }: { verdict: Verdict; load: Load; faults: ReadonlyMap<string, number>; settledMs: number }): boolean {
  const list = (counts: ReadonlyMap<string, number>): string => [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || 'none'
  console.log(`went wrong: ${list(faults)}`)
  console.log(`not accepted at the first try: ${list(load.refused)}`)
  for (const note of system.notes) console.log(`note: ${note}`)
  console.log(`acknowledged ${verdict.acknowledged}, all delivered ${settledMs} ms after the last fault`)
  for (const [name, numbers] of [
    ['lost', verdict.lost],
    ['doubled', verdict.doubled],
    ['out of order', verdict.disordered],
  ] as const)
    console.log(`${name}: ${numbers.length}${numbers.length > 0 ? ` (${numbers.slice(0, 10).join(', ')})` : ''}`)
  const good = verdict.acknowledged > 0 && verdict.lost.length + verdict.doubled.length + verdict.disordered.length === 0
  // For whoever counts tests.
  console.log(`${good ? 1 : 0} passed, ${good ? 0 : 1} failed`)
  return good
}
