import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A server of the benchmark in a process of its own. */
export interface Child {
  port: number
  pid: number
  rssMb(): Promise<number>
  /** What the script answers to a message. */
  ask<T>(message: string): Promise<T>
  stop(): Promise<void>
}

async function ask<T>(child: ChildProcess, message: string): Promise<T> {
  const answer = once(child, 'message')
  child.send(message)
  return (await answer)[0] as T
}

/** Starts a script that sends `{ port }` when it listens and `{ rss }` when asked, and ends when this process does. */
export async function startChild(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Child> {
  const child = fork(new URL(script, import.meta.url), args, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    port,
    pid: child.pid!,
    rssMb: async () => Math.round((await ask<{ rss: number }>(child, 'rss')).rss / 1e6),
    ask: (message) => ask(child, message),
    stop: async () => {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
