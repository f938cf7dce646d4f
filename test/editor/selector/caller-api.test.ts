import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { callerApi } from '../../../editor/selector/caller-api.ts'
import { followChanges } from '../../../editor/selector/follow-changes.ts'
import { isAbort, SelectorProblem } from '../../../editor/selector/selector-problem.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => void (await Promise.all(closers.splice(0).map((close) => close()))))

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closers.push(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a token that has run out is renewed once, and the request sent again', async () => {
  const seen: string[] = []
  const url = await serve(({ headers }, response) => {
    seen.push(headers.authorization!)
    response.writeHead(headers.authorization === 'Bearer second' ? 200 : 401).end('{}')
  })
  const tokens = ['first', 'second', 'third']
  const api = callerApi(`${url}/`, () => () => tokens.shift()!)
  await api.call('/status')
  await api.call('/status')
  expect(seen).toEqual(['Bearer first', 'Bearer second', 'Bearer second'])
})

test('problems carry their code, errors and wait; without an answer the server is away', async () => {
  const body = JSON.stringify({ code: 'crm.offline', detail: 'away', errors: [{ path: 'a', message: 'b' }] })
  const url = await serve((_request, response) => response.writeHead(503, { 'retry-after': '7' }).end(body))
  const api = callerApi(url, () => 't')
  const problem = await api.call('/status').catch((error: unknown) => error)
  expect(problem).toMatchObject({ status: 503, code: 'crm.offline', retryAfter: 7, offline: true, message: 'away', errors: [{ path: 'a', message: 'b' }] })
  await Promise.all(closers.splice(0).map((close) => close()))
  expect(await api.call('/status').catch((error: unknown) => error)).toMatchObject({ status: 0, offline: true })
})

test('what is superseded ends as an abort, not as a problem', async () => {
  const url = await serve(() => undefined)
  const controller = new AbortController()
  const call = callerApi(url, () => 't').call('/status', { signal: controller.signal })
  controller.abort()
  const error = await call.catch((thrown: unknown) => thrown)
  expect(isAbort(error)).toBe(true)
  expect(error).not.toBeInstanceOf(SelectorProblem)
})

test('S0-11: a broken stream of changes is opened again, and then counts as a change', async () => {
  const opened: ServerResponse[] = []
  const url = await serve((_request, response) => {
    opened.push(response)
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: sel')
  })
  const controller = new AbortController()
  let changes = 0
  const following = followChanges(
    callerApi(url, () => 't'),
    { language: '', changed: () => void (changes += 1), signal: controller.signal },
  )
  await expect.poll(() => opened.length).toBe(1)
  opened[0]!.write('ector\ndata: 1\n\n')
  await expect.poll(() => changes).toBe(1)
  opened[0]!.end()
  await expect.poll(() => changes).toBe(2)
  controller.abort()
  await following
})
