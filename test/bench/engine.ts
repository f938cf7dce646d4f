import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../server/engine/contract.ts'
import { openEmbeddedEngine } from '../../server/engine/embedded/engine.ts'
import { systemClock } from '../../server/engine/system-clock.ts'

export interface EngineRate {
  lanes: number
  documents: number
  /** Accepted and executed documents for each second. */
  perSecond: number
  /** Milliseconds of processor time for each document, of the whole process. */
  cpuMs: number
}

const CALLERS = 64
const BYTES = 2_048
const POLICY = { attempts: 5, firstDelayMs: 100, factor: 2, mostDelayMs: 1_000, after: 'block' } as const

/** Accepts documents from callers that each wait for the answer, and executes them with one recorded step each. */
export async function measureEngine(engine: Engine, { documents, lanes }: { documents: number; lanes: number }): Promise<EngineRate> {
  let left = documents
  const finished = new Promise<void>((resolve) => {
    void engine.start({
      run: async ({ step }) => {
        await step('send', async () => new Uint8Array(60))
        left -= 1
        if (left === 0) resolve()
        return { ok: true }
      },
    })
  })
  const [begin, cpu] = [performance.now(), process.cpuUsage()]
  let next = 0
  const caller = async (): Promise<void> => {
    while (next < documents) {
      const number = next++
      const fixed = { flow: 'f', flowVersion: 1, tag: `${number}`, key: new Uint8Array(60), expiresAt: Date.now() + 86_400_000 }
      await engine.submit({ id: `run-${number}`, lane: `lane-${number % lanes}`, body: new Uint8Array(BYTES), ...fixed })
    }
  }
  await Promise.all([...Array.from({ length: CALLERS }, caller), finished])
  const { user, system } = process.cpuUsage(cpu)
  return { lanes, documents, perSecond: (documents / (performance.now() - begin)) * 1000, cpuMs: (user + system) / 1000 / documents }
}

/** The embedded engine with 1, 100 and 10,000 lanes. */
export async function benchEngine(documents = 10_000): Promise<EngineRate[]> {
  const rates: EngineRate[] = []
  for (const lanes of [1, 100, 10_000]) {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
    const engine = openEmbeddedEngine({ file: join(folder, 'jobs.sqlite'), policy: () => POLICY, clock: systemClock, random: Math.random })
    rates.push(await measureEngine(engine, { documents, lanes }))
    await engine.stop(1_000)
    await rm(folder, { recursive: true })
  }
  return rates
}
