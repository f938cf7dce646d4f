import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * How the target behaves. `ok`: takes what it is sent and repeats it in its answer. `refuse`: 422 that quotes what it was sent, of a customer even as code and field. `down`: 503 that quotes it as
 * well. `html`: an error page that quotes it, with status 200. `hold`: takes nothing and says nothing. `drop`: takes it and hangs up.
 */
export type TargetMode = 'ok' | 'refuse' | 'down' | 'html' | 'hold' | 'drop'

/** Something that took effect. */
export interface Taken {
  /** `entries`, `documents` or `notes`. */
  kind: string
  no: string
  body: Record<string, unknown>
}

/** A system that repeats personal values wherever it can, and takes callbacks and alerts as well. */
export interface CanaryTarget {
  url: string
  mode: TargetMode
  /** Kinds for which another mode counts. */
  readonly modes: Map<string, TargetMode>
  readonly taken: Taken[]
  /** Requests for a kind, taken or not. */
  asked(kind: string): number
  /** What callbacks and alerts said: address, headers and body. */
  readonly told: string[]
  close(): Promise<void>
}

export async function openCanaryTarget(): Promise<CanaryTarget> {
  const asked = new Map<string, number>()
  const answers = new Map<string, object>()
  const take = (kind: string, body: Record<string, unknown>, key: string): object => {
    const known = kind === 'documents' ? answers.get(key) : undefined
    if (known) return known
    target.taken.push({ kind, no: String(body['no']), body })
    const made = { id: `${kind}-${target.taken.length}`, ...body }
    answers.set(key, made)
    return made
  }
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request)
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://target')
    const kind = pathname.slice(1)
    if (kind.startsWith('told')) {
      target.told.push(JSON.stringify([request.url, request.headers, text]))
      return answer(response, 204, '')
    }
    if (request.method === 'GET')
      return answer(response, 200, {
        entries: target.taken.filter((one) => one.kind === kind && one.no === searchParams.get('no')).map(({ body }, at) => ({ id: `found-${at}`, ...body })),
      })
    asked.set(kind, (asked.get(kind) ?? 0) + 1)
    const mode = target.modes.get(kind) ?? target.mode
    if (mode === 'hold') return
    const body = JSON.parse(text) as Record<string, unknown>
    if (mode === 'refuse') return answer(response, 422, refusal(body, text))
    if (mode === 'down') return answer(response, 503, { error: { text: `cannot take ${text} now` } })
    if (mode === 'html') return answer(response, 200, `<html><body>${text}</body></html>`)
    const made = take(kind, body, String(request.headers['idempotency-key'] ?? target.taken.length))
    if (mode === 'drop') return void response.destroy()
    answer(response, 201, made)
  }
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const target: CanaryTarget = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: 'ok',
    modes: new Map(),
    taken: [],
    asked: (kind) => asked.get(kind) ?? 0,
    told: [],
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return target
}

/** Of a customer the name itself stands where a code and a field belong. */
function refusal(body: Record<string, unknown>, text: string): object {
  const { familyName: code = 'not_accepted', givenName } = body
  return { error: { code, text: `not accepted: ${text}`, fields: ['notes', givenName, text] } }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** A text is a page. */
function answer(response: ServerResponse, status: number, value: object | string): void {
  if (response.destroyed) return
  response
    .writeHead(status, { 'content-type': typeof value === 'string' ? 'text/html' : 'application/json' })
    .end(status === 204 ? undefined : typeof value === 'string' ? value : JSON.stringify(value))
}
