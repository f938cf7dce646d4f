import http from 'node:http'
import https from 'node:https'
import type { Clock } from '../contract.ts'
import type { Call } from './job-tx.ts'
import type { RestateAddresses } from './options.ts'

/** Requests to Restate at a time. */
const MOST_AT_ONCE = 32
/** Calls that wait for Restate; what is left out is called when heads that nobody has begun are looked for. */
const MOST_WAITING = 10_000
const TIMEOUT = 5_000
/** Milliseconds until calls are tried again that Restate did not take: the first time, and at most. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 2_000

export interface PokerOptions extends Pick<RestateAddresses, 'ingressUrls'> {
  service: string
  clock: Clock
}

/**
 * Calls lanes through Restate, which remembers a call for a later time. A call names nothing but the lane. Calls are hints: one that is lost delays a lane until
 * it is looked at anyway, one too many finds nothing to do.
 * idle -(call)-> sending -(no answer)-> pausing -> sending; closed in the end.
 */
export class Poker {
  private readonly options: PokerOptions
  private readonly waiting = new Map<string, Call>()
  private readonly agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) }
  private sending = 0
  private pauseMs = 0
  private paused = false
  private url = 0
  private closed = false

  constructor(options: PokerOptions) {
    this.options = options
  }

  /** Whether Restate took the last call that was made. */
  get isHeard(): boolean {
    return this.pauseMs === 0
  }

  call(calls: readonly Call[]): void {
    for (const call of calls) if (this.waiting.size < MOST_WAITING) this.waiting.set(`${call.handler} ${call.at} ${call.lane}`, call)
    this.send()
  }

  close(): void {
    this.closed = true
    this.waiting.clear()
    for (const agent of Object.values(this.agents)) agent.destroy()
  }

  private send(): void {
    for (const [name, call] of this.waiting) {
      if (this.closed || this.paused || this.sending >= MOST_AT_ONCE) return
      this.waiting.delete(name)
      this.sending += 1
      void this.request(call)
    }
  }

  private async request(call: Call): Promise<void> {
    const url = this.options.ingressUrls[this.url % this.options.ingressUrls.length]!
    try {
      await this.post(this.addressOf(url, call))
      this.pauseMs = 0
    } catch {
      if (!this.closed) this.pause(call)
    }
    this.sending -= 1
    this.send()
  }

  /** Not by `fetch`, which would take several times as long: there is a call for nearly every job. */
  private post(url: URL): Promise<void> {
    return new Promise((resolve, reject) => {
      const isSecure = url.protocol === 'https:'
      const options = { method: 'POST', agent: isSecure ? this.agents.https : this.agents.http, timeout: TIMEOUT }
      const request = (isSecure ? https : http).request(url, options, (answer) => {
        answer.resume().once('error', reject)
        answer.once('end', () => ((answer.statusCode ?? 500) < 500 ? resolve() : reject(new Error('The ingress has failed.'))))
      })
      request.once('error', reject)
      request.once('timeout', () => request.destroy(new Error('The ingress does not answer.')))
      request.end()
    })
  }

  private addressOf(url: string, { lane, handler, at }: Call): URL {
    const delay = at - this.options.clock.now()
    return new URL(`${url}/${this.options.service}/${encodeURIComponent(lane)}/${handler}/send${at > 0 && delay > 0 ? `?delay=${Math.ceil(delay)}ms` : ''}`)
  }

  /** The call is made again, to the next node. */
  private pause(call: Call): void {
    this.call([call])
    if (this.paused) return
    this.paused = true
    this.url += 1
    this.pauseMs = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, this.pauseMs * 2))
    this.options.clock.after(this.pauseMs, () => {
      this.paused = false
      this.send()
    })
  }
}
