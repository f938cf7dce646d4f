import type { AlertChannel, AlertRule, AlertSettings, AlertStatus } from '../model/alert.ts'
import { Canceller } from '../model/cancellation.ts'
import { Problem, toProblem } from '../model/problem.ts'
import { type AlertMessage, ruleMessage, testMessage } from './alert-message.ts'
import type { AlertMeasures, Watch } from './contract.ts'
import { Outbox, type WatchClock } from './outbox.ts'
import { changeOf, nextStanding, type Standing, UNKNOWN } from './rule-state.ts'
import { sendAlert, type SendParts } from './send-alert.ts'

/** How often the rules are looked at. */
const EVERY_MS = 15_000

export interface WatchParts extends Omit<SendParts, 'signal' | 'now'> {
  readonly measures: AlertMeasures
  /** The settings as they are now. */
  settings(): Promise<AlertSettings>
  /** Secrets of channels by their ids. */
  secrets(): Promise<Readonly<Record<string, string>>>
  /** Is this the server that sends? Of several with the same rules, one is. */
  leader(): boolean | Promise<boolean>
  /** Address of the editor, without a slash at its end. */
  editor(): string
  readonly clock: WatchClock
  /** Told of what could not be done and nobody waits for. */
  failed(problem: Problem): void
}

/** The watch with what its owner does to it. */
export interface OpenWatch extends Watch {
  /** Begins to look at the rules. Settings count from the next look on. */
  start(): void
  /** Rules are looked at no more; messages that wait are forgotten. */
  stop(): Promise<void>
}

/** Makes the watch; rules are looked at from `start` on. */
export function openWatch(parts: WatchParts): OpenWatch {
  const { clock } = parts
  const canceller = new Canceller()
  const outbox = new Outbox({ clock, send: (channel, message) => send(parts, { channel, message, signal: canceller }) })
  const standings = new Map<string, Standing>()
  let wake: (() => void) | undefined
  const look = async (): Promise<void> => {
    await evaluate({ parts, outbox, standings }).catch((error: unknown) => parts.failed(toProblem(error)))
    if (!canceller.aborted) wake = clock.after(EVERY_MS, () => void (looking = look()))
  }
  let looking: Promise<void> | undefined
  return {
    start: () => {
      looking = look()
    },
    status: async () => {
      const { rules, channels } = await parts.settings()
      return { rules: rules.map((rule) => statusOf(rule, standings.get(rule.id))), channels: channels.map(({ id }) => outbox.status(id)) }
    },
    test: async (channel) => {
      if (!(await findChannel(parts, channel))) throw new Problem('request.not-found', 'There is no such channel.', { at: 'id' })
      return outbox.once(channel, testMessage(channel, clock.now(), parts.editor()))
    },
    stop: async () => {
      canceller.abort()
      wake?.()
      outbox.stop()
      await looking
    },
  }
}

interface WatchRoom {
  parts: WatchParts
  outbox: Outbox
  standings: Map<string, Standing>
}

/** Looks at all rules once. */
async function evaluate({ parts, outbox, standings }: WatchRoom): Promise<void> {
  const { rules, channels } = await parts.settings()
  const enabled = rules.filter((rule) => rule.enabled)
  const ids = new Set(enabled.map(({ id }) => id))
  for (const id of standings.keys()) if (!ids.has(id)) standings.delete(id)
  for (const rule of enabled) {
    const before = standings.get(rule.id) ?? UNKNOWN
    const after = await stand(parts, rule, before)
    const change = changeOf(before, after)
    // Where that is not known, the change is seen again the next time.
    const tells = change !== undefined && (await parts.leader())
    standings.set(rule.id, after)
    if (!change || !tells) continue
    const message = ruleMessage({ rule, change, value: after.value, now: parts.clock.now(), editor: parts.editor() })
    for (const { id } of channels) outbox.post(id, message)
  }
}

/** A rule that cannot be measured stays as it was. */
async function stand({ measures, clock, failed }: WatchParts, rule: AlertRule, before: Standing): Promise<Standing> {
  try {
    const value = await measures[rule.measure](rule.flow)
    return nextStanding(before, { value, over: rule.over, forSeconds: rule.forSeconds, now: clock.now() })
  } catch (error) {
    failed(toProblem(error))
    return { ...before, value: null }
  }
}

interface Sending {
  channel: string
  message: AlertMessage
  signal: Canceller
}

async function send(parts: WatchParts, { channel: id, message, signal }: Sending): Promise<void> {
  const channel = await findChannel(parts, id)
  // Nobody wants to hear of it any more.
  if (!channel) return
  const { [id]: secret } = await parts.secrets()
  await sendAlert({ ...parts, now: () => parts.clock.now(), signal }, { channel, secret, message })
}

const findChannel = async ({ settings }: WatchParts, id: string): Promise<AlertChannel | undefined> =>
  (await settings()).channels.find((channel) => channel.id === id)

function statusOf({ id }: AlertRule, { state, value, since }: Standing = UNKNOWN): AlertStatus {
  return { rule: id, state, value, since: since === null ? null : new Date(since).toISOString() }
}
