import { type Problem, toProblem } from '../model/problem.ts'
import type { ChannelStatus } from '../model/alert.ts'
import type { RunProblem } from '../model/run-problem.ts'
import type { AlertMessage } from './alert-message.ts'

/** Time, as this room needs it. */
export interface WatchClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `run` once after `ms`; gives back what cancels it. */
  after(ms: number, run: () => void): () => void
}

/** Waits before the second and later tries, in milliseconds. */
const DELAYS = [5_000, 30_000, 120_000, 600_000]
/** Messages that wait for one channel; with more, the oldest are given up. */
const MOST_WAITING = 50

/** What is to be sent by one channel, oldest first. */
interface Line {
  readonly waiting: AlertMessage[]
  /** Tries of the first message so far. */
  tries: number
  busy: boolean
  /** Ends the wait for the next try. */
  wake: (() => void) | undefined
  sentAt: number | null
  problem: RunProblem | null
}

export interface OutboxParts {
  readonly clock: WatchClock
  /** Sends one message, once. Rejects where it was not taken. */
  send(channel: string, message: AlertMessage): Promise<void>
}

/**
 * Sends messages, those of one channel one after the other. A line: idle -(message)-> sending -(taken)-> idle, or the next message;
 * sending -(failed)-> resting -(a while)-> sending; after the last try the message is given up, and the next one is sent.
 */
export class Outbox {
  private readonly parts: OutboxParts
  private readonly lines = new Map<string, Line>()
  private stopped = false

  constructor(parts: OutboxParts) {
    this.parts = parts
  }

  post(channel: string, message: AlertMessage): void {
    const line = this.lineOf(channel)
    line.waiting.push(message)
    // The first one is under way.
    if (line.waiting.length > MOST_WAITING) line.waiting.splice(1, 1)
    void this.work(channel, line)
  }

  /** Sends a message beside those that wait. Resolves to why it failed. */
  async once(channel: string, message: AlertMessage): Promise<RunProblem | undefined> {
    return (await this.try(channel, message)) ?? undefined
  }

  status(channel: string): ChannelStatus {
    const { sentAt, problem, waiting } = this.lines.get(channel) ?? { sentAt: null, problem: null, waiting: [] }
    return { channel, sentAt: sentAt === null ? null : new Date(sentAt).toISOString(), problem, waiting: waiting.length }
  }

  /** What waits is forgotten. */
  stop(): void {
    this.stopped = true
    for (const line of this.lines.values()) line.wake?.()
  }

  private lineOf(channel: string): Line {
    const known = this.lines.get(channel)
    if (known) return known
    const made: Line = { waiting: [], tries: 0, busy: false, wake: undefined, sentAt: null, problem: null }
    this.lines.set(channel, made)
    return made
  }

  private async work(channel: string, line: Line): Promise<void> {
    if (line.busy) return
    line.busy = true
    for (let message = line.waiting[0]; message && !this.stopped; message = line.waiting[0]) {
      const problem = await this.try(channel, message)
      const delay = DELAYS[line.tries]
      line.tries += 1
      if (problem && delay !== undefined && !this.stopped) await this.rest(line, delay)
      else {
        line.waiting.shift()
        line.tries = 0
      }
    }
    line.busy = false
  }

  private rest(line: Line, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.parts.clock.after(ms, resolve)
      line.wake = () => {
        cancel()
        resolve()
      }
    })
  }

  private async try(channel: string, message: AlertMessage): Promise<RunProblem | null> {
    const line = this.lineOf(channel)
    try {
      await this.parts.send(channel, message)
      line.sentAt = this.parts.clock.now()
      line.problem = null
    } catch (error) {
      line.problem = shortly(toProblem(error))
    }
    return line.problem
  }
}

const shortly = ({ code, detail, at }: Problem): RunProblem => ({ code, detail, ...(at !== undefined && { at }) })
