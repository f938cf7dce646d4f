import type { Cancellation } from '../model/cancellation.ts'
import { Problem } from '../model/problem.ts'
import { type Authorization, type Authorizer, NO_AUTHORIZATION } from './auth/authorizer.ts'
import { pause } from './gate.ts'
import type { Progress } from './no-effect.ts'
import type { PreparedOperation } from './operation.ts'
import type { OutgoingRequest } from './outgoing.ts'
import type { Outlet } from './outlet.ts'
import { readResponse, type TargetResponse } from './response.ts'
import type { RawResponse } from './send.ts'

export interface ConversationOptions {
  readonly outlet: Outlet
  readonly authorizer: () => Promise<Authorizer>
  /** Most body bytes of an answer. */
  readonly maxBytes: number
  /** 0 to 1, for the wait before a repeat. */
  readonly random: () => number
}

export interface Turn {
  readonly operation: PreparedOperation
  readonly request: OutgoingRequest
  readonly signal: Cancellation
  /** Milliseconds for one exchange. */
  readonly timeoutMs: number
  /** Kept up to date, so that a failure can be judged. */
  readonly progress: Progress
  /** Awaited once, before the first request of a write leaves. */
  readonly sending?: (() => Promise<void>) | undefined
}

export interface Answer {
  readonly response: TargetResponse
  readonly receivedBytes: number
}

/** Sends a request with authorization: one new login where the target asks for it, one repeat for a read that got no answer. */
export type Conversation = (turn: Turn) => Promise<Answer>

/** Makes the conversation of a connection. */
export function createConversation({ outlet, authorizer, maxBytes, random }: ConversationOptions): Conversation {
  const sendSigned = async ({ operation, request, signal, timeoutMs, progress }: Turn, authorization: Authorization): Promise<RawResponse> => {
    const signed = sign(request, authorization)
    const limits = { signal, timeoutMs, maxBytes, leaving: () => void (progress.state = 'left') }
    try {
      return await outlet.send(signed, limits)
    } catch (error) {
      // A write may have arrived although no answer came.
      if (operation.effect !== 'read' || !(error instanceof Problem) || error.code !== 'target.unavailable') throw error
      await pause(50 + random() * 200, signal)
      return outlet.send(signed, limits)
    }
  }
  const ask = async (turn: Turn, authorization: Authorization): Promise<Answer> => {
    const raw = await sendSigned(turn, authorization)
    turn.progress.state = 'answered'
    turn.progress.status = raw.status
    return { response: readResponse(raw, turn.operation.response), receivedBytes: raw.body.length }
  }
  return async (turn) => {
    const auth = await authorizer()
    const found = auth.authorize(turn.signal)
    const used = found instanceof Promise ? await found : found
    if (turn.operation.effect === 'write') await turn.sending?.()
    const answer = await ask(turn, used)
    if (!auth.expired || !(await auth.expired(answer.response, used))) return answer
    turn.progress.state = 'held'
    const renewed = await auth.authorize(turn.signal)
    const second = await ask(turn, renewed)
    // A fresh login that is refused as well is forgotten too; the failure rules name the reason.
    await auth.expired(second.response, renewed)
    return second
  }
}

function sign(request: OutgoingRequest, authorization: Authorization): OutgoingRequest {
  if (authorization === NO_AUTHORIZATION) return request
  const { headers, query } = authorization
  const path = query === undefined ? request.path : `${request.path}${request.path.includes('?') ? '&' : '?'}${query}`
  return { ...request, path, headers: { ...request.headers, ...headers } }
}
