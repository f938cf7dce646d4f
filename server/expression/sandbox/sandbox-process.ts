import { spawn, type ChildProcess } from 'node:child_process'
import { sandboxSource, type SandboxAnswer, type SandboxRequest } from './sandbox-source.ts'

export interface SandboxOptions {
  /** Milliseconds that one evaluation may take. */
  readonly timeoutMs: number
  /** Megabytes of heap of a process. */
  readonly memoryMb: number
  /** The most processes. */
  readonly workers: number
}

/** A process that evaluates expressions, one at a time. */
export interface SandboxProcess {
  /** False once it has ended. */
  readonly alive: boolean
  /** Never fails. */
  run(request: SandboxRequest): Promise<SandboxAnswer>
  end(): Promise<void>
}

/** Starting a process is slow on a busy machine; it does not count as time of the expression. */
const START_LIMIT_MS = 15_000
/** The process ends an evaluation itself. If it does not for so long (inside a long native call), it is killed. */
const GRACE_MS = 500
const MAX_RESULT = 16_000_000

/**
 * Starts a process with a heap limit. A worker thread would not do: on Node 20 one large allocation beyond its limit ends the whole server.
 */
function start(options: SandboxOptions): ChildProcess {
  const source = sandboxSource({ from: import.meta.url, maxResult: MAX_RESULT, timeoutMs: options.timeoutMs })
  const child = spawn(process.execPath, [`--max-old-space-size=${options.memoryMb}`, '-e', source], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: {} })
  keepAlive(child, false)
  return child
}

/** Only a working process keeps the server from exiting. */
function keepAlive(child: ChildProcess, alive: boolean): void {
  if (alive) child.ref()
  else child.unref()
  if (alive) child.channel?.ref()
  else child.channel?.unref()
}

export function startSandboxProcess(options: SandboxOptions): SandboxProcess {
  const child = start(options)
  let alive = true
  let ready = false
  let request = ''
  let settle: ((answer: SandboxAnswer) => void) | undefined
  let timer: NodeJS.Timeout | undefined

  function finish(answer: SandboxAnswer): void {
    clearTimeout(timer)
    const done = settle
    settle = undefined
    keepAlive(child, false)
    done?.(answer)
  }
  function kill(limit: string): void {
    alive = false
    child.kill('SIGKILL')
    finish({ limit })
  }
  function begin(): void {
    clearTimeout(timer)
    timer = setTimeout(() => kill('time'), ready ? options.timeoutMs + GRACE_MS : START_LIMIT_MS)
    if (ready) child.send(request, (error) => error && kill('memory'))
  }
  child.on('message', (message: string) => {
    if (message !== 'ready') return finish(JSON.parse(message) as SandboxAnswer)
    ready = true
    if (settle) begin()
  })
  child.on('error', () => kill('memory'))
  child.on('exit', () => kill('memory'))

  return {
    get alive() {
      return alive
    },
    run(next) {
      request = JSON.stringify(next)
      keepAlive(child, true)
      return new Promise((resolve) => {
        settle = resolve
        begin()
      })
    },
    async end() {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      const running = child.exitCode === null && child.signalCode === null
      kill('the server, which is stopping')
      child.ref()
      if (running) await ended
    },
  }
}
