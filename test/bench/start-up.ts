import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPatchbayProcess } from '../support/patchbay-process.ts'
import { median, printTable } from './table.ts'

const ROUNDS = 5

/** From starting the process to the first answered request, and memory after a quiet second, on an existing data folder without the sandbox. */
export async function benchStartUp(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const times: number[] = []
  const memory: number[] = []
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const begin = performance.now()
      const patchbay = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'warn' })
      const response = await fetch(`${patchbay.url}/health/ready`)
      if (!response.ok) throw new Error(`not ready: ${response.status}`)
      const ms = performance.now() - begin
      await new Promise((resolve) => setTimeout(resolve, 1000))
      if (round > 0) {
        times.push(ms)
        memory.push(await patchbay.rssMb())
      }
      await patchbay.stop()
    }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
  printTable(
    `Start, median of ${ROUNDS}`,
    ['', 'value', 'aim'],
    [
      ['first answered request, ms', median(times).toFixed(0), '1000'],
      ['idle memory, MB', median(memory), '120'],
    ],
  )
}
