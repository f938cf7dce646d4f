import { exceededLimit, failedExpression } from '../expression-problem.ts'
import { startSandboxProcess, type SandboxOptions, type SandboxProcess } from './sandbox-process.ts'
import type { SandboxAnswer, SandboxRequest } from './sandbox-source.ts'

/** Runs expressions in processes that can be ended. */
export interface Sandbox {
  run(request: SandboxRequest): Promise<unknown>
  /** Ends all processes. What is under way or waiting fails with `expression.limit`. */
  close(): Promise<void>
}

interface Task {
  readonly request: string
  readonly settle: (outcome: SandboxAnswer) => void
}

const MOST_WAITING = 1000

/**
 * A pool of processes, started when they are needed and kept for the next evaluation. Each works on one evaluation at a time:
 * waiting -> running -> answered | ended by its time limit | ended by its memory limit; an ended process is replaced when one is needed again.
 */
export function createSandbox(options: SandboxOptions): Sandbox {
  const idle: SandboxProcess[] = []
  const busy = new Set<SandboxProcess>()
  const waiting: Task[] = []
  let closed = false

  async function work(child: SandboxProcess, task: Task): Promise<void> {
    busy.add(child)
    const outcome = await child.run(task.request)
    busy.delete(child)
    if (child.alive && !closed) idle.push(child)
    task.settle(outcome)
    dispatch()
  }

  function dispatch(): void {
    if (closed) return
    while (waiting.length > 0 && (idle.length > 0 || busy.size < options.processes)) {
      const task = waiting.shift()
      const child = takeAlive(idle) ?? startSandboxProcess(options)
      if (task) void work(child, task)
    }
  }

  async function run(request: SandboxRequest): Promise<unknown> {
    if (closed || waiting.length >= MOST_WAITING) throw exceededLimit(closed ? 'the server, which is stopping' : 'waiting evaluations')
    const json = JSON.stringify(request)
    const outcome = await new Promise<SandboxAnswer>((settle) => {
      waiting.push({ request: json, settle })
      dispatch()
    })
    if (outcome.limit !== undefined) throw exceededLimit(outcome.limit)
    if (outcome.error) throw failedExpression(outcome.error)
    return outcome.value
  }

  async function close(): Promise<void> {
    closed = true
    for (const task of waiting.splice(0)) task.settle({ limit: 'the server, which is stopping' })
    await Promise.all([...idle.splice(0), ...busy].map((child) => child.end()))
  }

  return { run, close }
}

/** An idle process that has not ended meanwhile. */
function takeAlive(idle: SandboxProcess[]): SandboxProcess | undefined {
  for (let child = idle.pop(); child; child = idle.pop()) if (child.alive) return child
  return undefined
}
