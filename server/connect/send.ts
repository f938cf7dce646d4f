import type { Dispatcher } from 'undici'
import type { Cancellation } from '../model/cancellation.ts'
import { Problem } from '../model/problem.ts'
import { abortProblem } from './gate.ts'
import { networkProblem } from './network-problem.ts'
import type { OutgoingRequest } from './outgoing.ts'

export interface SendLimits {
  readonly signal: Cancellation
  /** Milliseconds from sending to the last byte. */
  readonly timeoutMs: number
  /** Most body bytes that are read. */
  readonly maxBytes: number
  /** Called when the first byte is about to leave: the connection is there. */
  readonly leaving?: () => void
}

export interface RawResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Sends one request and reads the answer within the limits. Rejects with a Problem; whatever else arrives is thrown away and the socket closed. */
export function send(dispatcher: Dispatcher, request: OutgoingRequest, limits: SendLimits): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    if (limits.signal.aborted) return reject(abortProblem(limits.signal))
    const reception = new Reception(limits, resolve, reject)
    const { origin, path, method, headers, body } = request
    try {
      dispatcher.dispatch({ origin, path, method, headers: headers as Record<string, string>, body: body ?? null }, reception)
    } catch (error) {
      reception.onResponseError(undefined, error as Error)
    }
  })
}

/**
 * Takes one response in. States: open -> ended, once, by the first of: last byte, error, abort, time out, too many bytes.
 */
class Reception implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined
  private readonly chunks: Buffer[] = []
  private size = 0
  private status = 0
  private headers: Record<string, string> = {}
  private ended = false
  private readonly timer: NodeJS.Timeout
  private readonly limits: SendLimits
  private readonly resolve: (response: RawResponse) => void
  private readonly reject: (problem: Problem) => void

  constructor(limits: SendLimits, resolve: (response: RawResponse) => void, reject: (problem: Problem) => void) {
    this.limits = limits
    this.resolve = resolve
    this.reject = reject
    this.timer = setTimeout(() => this.giveUp(new Problem('target.timeout', `The target did not answer within ${limits.timeoutMs} ms.`)), limits.timeoutMs)
    limits.signal.addEventListener('abort', this.abort)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.ended) return controller.abort(new Error('given up'))
    this.limits.leaving?.()
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) return
    this.status = status
    for (const name of Object.keys(headers)) if (!FRAMING.has(name)) this.headers[name] = String(headers[name])
    const announced = Number(headers['content-length'])
    if (announced > this.limits.maxBytes) this.giveUp(tooLarge(this.limits.maxBytes))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length
    if (this.size > this.limits.maxBytes) return this.giveUp(tooLarge(this.limits.maxBytes))
    this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (!this.end()) return
    const [only] = this.chunks
    this.resolve({ status: this.status, headers: this.headers, body: this.chunks.length === 1 && only ? only : Buffer.concat(this.chunks) })
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.end()) this.reject(networkProblem(error, this.status !== 0))
  }

  private readonly abort = (): void => this.giveUp(abortProblem(this.limits.signal))

  private giveUp(problem: Problem): void {
    if (!this.end()) return
    this.chunks.length = 0
    this.controller?.abort(problem)
    this.reject(problem)
  }

  private end(): boolean {
    if (this.ended) return false
    this.ended = true
    clearTimeout(this.timer)
    this.limits.signal.removeEventListener('abort', this.abort)
    return true
  }
}

/** Headers about the transport of one message; they say nothing about the answer. */
const FRAMING = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length'])

const tooLarge = (maxBytes: number): Problem => new Problem('target.too-large', `The answer is larger than ${maxBytes} bytes.`)
