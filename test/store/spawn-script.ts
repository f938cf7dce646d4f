import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface Script {
  /** Everything written so far to both outputs. */
  output(): string
  /** Resolves when the text has been written; rejects if the process ends without. */
  line(text: string): Promise<void>
  /** SIGKILL: the process cannot clean up. */
  kill(): void
  /** The exit code; null when killed. */
  readonly ended: Promise<number | null>
}

/** Runs a script of this folder, or one at an absolute path, in a process of its own. It is killed at the end of the test at the latest. */
export async function spawnScript(file: string, args: readonly string[]): Promise<Script> {
  const path = file.startsWith('/') ? file : join(import.meta.dirname, file)
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const onChange = new Set<() => void>()
  const changed = (): void => onChange.forEach((listener) => listener())
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      changed()
    })
  }
  let over = false
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      over = true
      changed()
      resolve(code)
    })
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    output: () => text,
    line: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (text.includes(wanted)) resolve()
          else if (over) reject(new Error(`The process ended without "${wanted}":\n${text}`))
          else return
          onChange.delete(look)
        }
        onChange.add(look)
        look()
      }),
    kill: () => void child.kill('SIGKILL'),
    ended,
  }
}
