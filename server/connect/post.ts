import { Problem } from '../model/problem.ts'
import type { PostAnswer, PostMessage } from './contract.ts'
import type { Resolve } from './egress.ts'
import { retryAfterSeconds } from './limit-headers.ts'
import { headersFrom, type OutgoingRequest } from './outgoing.ts'
import { createOutlet, type Outlet } from './outlet.ts'

const TIMEOUT_MS = 10_000
/** Nobody reads the answer. */
const MOST_ANSWER_BYTES = 1_000_000
const SOCKETS_PER_ORIGIN = 8

/** Posts messages to addresses that no connector stands for. */
export interface Post {
  post(url: string, message: PostMessage): Promise<PostAnswer>
  close(): Promise<void>
}

/** Makes the sockets for callbacks and alerts: one outlet for addresses on this machine or link, one for all others. */
export function createPost(resolve: Resolve): Post {
  const outletFor = (local: boolean): Outlet => createOutlet({ connections: SOCKETS_PER_ORIGIN, local, resolve, connectTimeoutMs: TIMEOUT_MS })
  const [near, far] = [outletFor(true), outletFor(false)]
  return {
    post: async (url, message) => {
      const { signal, local = false, timeoutMs = TIMEOUT_MS } = message
      const request = requestFor(url, message)
      const { status, headers } = await (local ? near : far).send(request, { signal, timeoutMs, maxBytes: MOST_ANSWER_BYTES })
      const retryAfter = retryAfterSeconds(headers)
      return { status, ...(retryAfter !== undefined && { retryAfter }) }
    },
    close: async () => {
      await Promise.all([near.close(), far.close()])
    },
  }
}

function requestFor(text: string, { headers, body }: PostMessage): OutgoingRequest {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new Problem('message.invalid', 'The address must be an http or https URL without credentials.', { at: 'url' })
  const common = { 'content-type': 'application/json', 'user-agent': 'Patchbay' }
  return {
    method: 'POST',
    origin: url.origin,
    path: url.pathname + url.search,
    headers: { ...common, ...headersFrom(headers, 'headers') },
    body: typeof body === 'string' ? Buffer.from(body) : body,
  }
}
