import { spawn, type ChildProcess } from 'node:child_process'
import { sandboxSource, type SandboxAnswer } from './sandbox-source.ts'

export interface SandboxOptions {
  /** Milliseconds that one evaluation may take. */
  readonly timeoutMs: number
  /** Megabytes of heap of a process. */
  readonly memoryMb: number
  /** The most processes. */
  readonly processes: number
}

/** A process that evaluates expressions, one at a time. */
export interface SandboxProcess {
  /** False once it has ended. */
  readonly alive: boolean
  /** Takes a `SandboxRequest` as JSON. Never fails. */
  run(request: string): Promise<SandboxAnswer>
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

/** Starts a process. */
export function startSandboxProcess(options: SandboxOptions): SandboxProcess {
  return new ChildSandbox(options)
}

/** starting -> ready <-> working -> ended. A request that comes while it starts waits for it. */
class ChildSandbox implements SandboxProcess {
  alive = true
  private readonly child: ChildProcess
  private readonly timeoutMs: number
  private ready = false
  private request = ''
  private settle: ((answer: SandboxAnswer) => void) | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(options: SandboxOptions) {
    this.timeoutMs = options.timeoutMs
    this.child = start(options)
    this.child.on('message', (message: string) => this.receive(message))
    this.child.on('error', () => this.kill('memory'))
    this.child.on('exit', () => this.kill('memory'))
  }

  run(request: string): Promise<SandboxAnswer> {
    this.request = request
    keepAlive(this.child, true)
    return new Promise((resolve) => {
      this.settle = resolve
      this.begin()
    })
  }

  async end(): Promise<void> {
    const { child } = this
    const running = child.exitCode === null && child.signalCode === null && child.pid !== undefined
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    this.kill('the server, which is stopping')
    child.ref()
    if (running) await ended
  }

  private begin(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.kill('time'), this.ready ? this.timeoutMs + GRACE_MS : START_LIMIT_MS)
    if (this.ready) this.child.send(this.request, (error) => error && this.kill('memory'))
  }

  private receive(message: string): void {
    if (message !== 'ready') return this.finish(JSON.parse(message) as SandboxAnswer)
    this.ready = true
    if (this.settle) this.begin()
  }

  private finish(answer: SandboxAnswer): void {
    clearTimeout(this.timer)
    const { settle } = this
    this.settle = undefined
    keepAlive(this.child, false)
    settle?.(answer)
  }

  private kill(limit: string): void {
    this.alive = false
    this.child.kill('SIGKILL')
    this.finish({ limit })
  }
}
