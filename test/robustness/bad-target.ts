import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface BadTarget {
  url: string
  /** An address where nobody listens. */
  downUrl: string
  close(): Promise<void>
}

const HUGE_BYTES = 50_000_000
const JSON_TYPE = { 'content-type': 'application/json' }

/** Sends 50 MB of JSON as fast as they are taken. */
function pour(response: ServerResponse, headers: Record<string, string | number>): void {
  const chunk = Buffer.from('"0123456789abcde",'.repeat(4000))
  let left = Math.floor(HUGE_BYTES / chunk.length)
  response.writeHead(200, headers)
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= 1
      if (!response.write(chunk)) return
    }
    response.end()
  }
  response.on('drain', more)
  response.write('[')
  more()
}

/** A byte now and then, so that the connection never idles. */
function drip(response: ServerResponse): void {
  response.writeHead(200, JSON_TYPE).write('[')
  const timer = setInterval(() => response.write(' '), 50)
  response.once('close', () => clearInterval(timer))
}

/** Every way to misbehave by the first segment of the path; `mark` stands for a personal value in the answer. */
const misbehaviours = (mark: string): Record<string, RequestListener> => ({
  good: (_request, response) => response.writeHead(200, JSON_TYPE).end('{"fine":true}'),
  silent: () => undefined,
  drip: (_request, response) => drip(response),
  reset: (request) => void request.socket.resetAndDestroy(),
  html: (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Sign in, ${mark}</title>`),
  text: (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(mark),
  stops: (_request, response) => response.writeHead(200, JSON_TYPE).end(`{"name":"${mark}","list":[1,2`),
  cut: (_request, response) =>
    void response.writeHead(200, { ...JSON_TYPE, 'content-length': 1000 }).write(`{"name":"${mark}`, () => void response.socket?.destroySoon()),
  garbage: (request) => void request.socket.end(`${mark}\r\n\r\n`),
  inside: (_request, response) => response.writeHead(200, JSON_TYPE).end(`{"error":{"code":"E-INTERNAL","text":"No luck with ${mark}"}}`),
  refusal: (_request, response) => response.writeHead(500, JSON_TYPE).end(`{"reason":"${mark}"}`),
  huge: (_request, response) => pour(response, JSON_TYPE),
  announced: (_request, response) => pour(response, { ...JSON_TYPE, 'content-length': HUGE_BYTES }),
  deep: (_request, response) => response.writeHead(200, JSON_TYPE).end(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  headers: (_request, response) => response.writeHead(200, { ...JSON_TYPE, 'x-long': mark.repeat(4000) }).end('{}'),
})

/** A system on this machine that answers `GET /<misbehaviour>` accordingly. */
export async function openBadTarget(mark: string): Promise<BadTarget> {
  const ways = misbehaviours(mark)
  const server = createServer((request, response) => ways[request.url!.slice(1)]!(request, response)).listen(0, '127.0.0.1')
  const shut = createServer().listen(0, '127.0.0.1')
  await Promise.all([once(server, 'listening'), once(shut, 'listening')])
  const urlOf = (each: typeof server): string => `http://127.0.0.1:${(each.address() as AddressInfo).port}`
  const downUrl = urlOf(shut)
  await new Promise((resolve) => shut.close(resolve))
  return {
    url: urlOf(server),
    downUrl,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** How the bad target is spoken to: a connector document. */
export const BAD_TARGET_CONNECTOR = {
  id: 'bad-target',
  name: 'Bad target',
  version: '1.0.0',
  description: 'A system that misbehaves as asked.',
  auth: [{ type: 'none' }],
  limits: { concurrency: 16, maxResponseBytes: 1_000_000 },
  failures: [{ status: [200], when: '$exists(body.error)', problem: 'target.failed', code: 'body.error.code', message: 'body.error.text' }],
  operations: {
    read: {
      title: 'Read',
      effect: 'read',
      input: { type: 'object', properties: { way: { type: 'string' } } },
      output: {},
      request: { method: 'GET', path: '/{input.way}' },
    },
  },
}
