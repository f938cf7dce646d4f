import { orderOf } from './flow.ts'

export interface LoadOptions {
  /** Base URL of the server to call; asked for before each try, so that a replica that is gone is left. */
  url: () => string
  key: string
  lanes: number
  /** Milliseconds between two orders of a lane. */
  pauseMs: number
}

export interface Load {
  /** Acknowledged orders by lane, in the order they were acknowledged: run id and number. */
  readonly acknowledged: ReadonlyMap<string, readonly { no: string; run: string }[]>
  /** Tries that got no 202. */
  readonly refused: ReadonlyMap<string, number>
  stop(): Promise<void>
}

const TRY_AGAIN_MS = 150

/** Each lane sends its orders one after the other; one that was not acknowledged is sent again with its key until it is. */
export function startLoad(options: LoadOptions): Load {
  const state = { stopped: false }
  const acknowledged = new Map<string, { no: string; run: string }[]>()
  const refused = new Map<string, number>()
  const lane = async (name: string): Promise<void> => {
    for (let seq = 1; !state.stopped; seq += 1) {
      const run = await sendUntilAccepted(options, { lane: name, seq, refused, state })
      if (run !== undefined) acknowledged.set(name, [...(acknowledged.get(name) ?? []), { no: `${name}-${seq}`, run }])
      await wait(options.pauseMs)
    }
  }
  const all = Promise.all(Array.from({ length: options.lanes }, (_, index) => lane(`L${index}`)))
  return {
    acknowledged,
    refused,
    stop: async () => {
      state.stopped = true
      await all
    },
  }
}

interface Sending {
  lane: string
  seq: number
  refused: Map<string, number>
  state: { stopped: boolean }
}

async function sendUntilAccepted(options: LoadOptions, { lane, seq, refused, state }: Sending): Promise<string | undefined> {
  while (!state.stopped) {
    const answer = await send(options, orderOf(lane, seq), `${lane}-${seq}`)
    if (typeof answer === 'object') return answer.run
    refused.set(answer, (refused.get(answer) ?? 0) + 1)
    await wait(TRY_AGAIN_MS)
  }
  return undefined
}

/** The run id, or why there is none. */
async function send({ url, key }: LoadOptions, order: object, idempotencyKey: string): Promise<{ run: string } | string> {
  try {
    const response = await fetch(`${url()}/api/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, prefer: 'respond-async', 'idempotency-key': `"${idempotencyKey}"` },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(5_000),
    })
    const body = (await response.json()) as { id?: string; code?: string }
    if (response.status === 202 && body.id !== undefined) return { run: body.id }
    return `${response.status} ${body.code ?? ''}`.trim()
  } catch {
    return 'no answer'
  }
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
