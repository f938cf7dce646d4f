import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PatchbayProcess {
  url: string
  /** Empty when there is a user already. */
  setupToken: string
  pid: number
  /** Milliseconds from the start of the process to the printed address. */
  startedMs: number
  /** Everything it printed so far. */
  output(): string
  /** Resident memory in megabytes; Linux only, NaN elsewhere. */
  rssMb(): Promise<number>
  kill(signal: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

/** As in the start script of package.json: less idle memory, and no slower. */
const START = ['--max-semi-space-size=4']

const MAIN = join(import.meta.dirname, '../../dist/server/main.js')

/** Resident memory of a process in megabytes. */
function residentMb(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000)
  } catch {
    return Number.NaN
  }
}

function readOutput(child: ChildProcess): { text: () => string; until: (pattern: RegExp) => Promise<RegExpExecArray> } {
  let output = ''
  const add = (chunk: Buffer) => {
    output += chunk.toString()
    child.emit('printed')
  }
  child.stdout!.on('data', add)
  child.stderr!.on('data', add)
  return {
    text: () => output,
    async until(pattern) {
      for (;;) {
        const match = pattern.exec(output)
        if (match) return match
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Patchbay ended with ${child.exitCode ?? child.signalCode}:\n${output}`)
        await Promise.race([once(child, 'printed'), once(child, 'exit')])
      }
    },
  }
}

/** Starts the built server as a user would, on a free port, with these settings and arguments for Node. */
export async function startPatchbayProcess(env: NodeJS.ProcessEnv, nodeArguments: readonly string[] = []): Promise<PatchbayProcess> {
  const begin = performance.now()
  const child = spawn(process.execPath, [...START, ...nodeArguments, MAIN], {
    env: { ...process.env, PATCHBAY_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = readOutput(child)
  const [url] = await output.until(/http:\/\/127\.0\.0\.1:\d+/)
  const startedMs = performance.now() - begin
  const setupToken = /\/setup\?token=([\w-]+)/.exec(output.text())?.[1] ?? ''
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return { url, setupToken, pid: child.pid!, startedMs, output: output.text, rssMb: async () => residentMb(child.pid!), kill, stop: () => kill('SIGTERM') }
}
