import { expect, test, vi } from 'vitest'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf, textOf } from './support.ts'

const post = (options: Parameters<typeof probe>[2] = {}) => probe(connectorWith(), connectionTo('http://127.0.0.1'), options).connect.post
const message = (more = {}) => ({ headers: {}, body: '{"a":1}', signal: new AbortController().signal, local: true, ...more })

test('the body arrives byte by byte, with the headers and the query', async () => {
  let seen: unknown
  const { url } = await listen(async (request, response) => {
    seen = { method: request.method, url: request.url, headers: request.headers, text: await textOf(request) }
    answerJson(response, {}, 202)
  })
  const headers = { 'webhook-id': 'm-1', 'webhook-signature': 'v1,abc=' }
  expect(await post()(`${url}/hook?x=1`, message({ headers, body: Buffer.from('{"ä":1}') }))).toEqual({ status: 202 })
  expect(seen).toMatchObject({
    method: 'POST',
    url: '/hook?x=1',
    text: '{"ä":1}',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': '8' },
  })
})

test.each([204, 302, 404, 410, 500])('an answer of %i is given as it is', async (status) => {
  const { url } = await listen((_request, response) => response.writeHead(status, { 'retry-after': '9', location: '/other' }).end())
  expect(await post()(url, message())).toEqual({ status, retryAfter: 9 })
})

test.each(['ftp://127.0.0.1/', 'http://user:secret@127.0.0.1/', 'nonsense', 'file:///etc/passwd'])('the address %s is refused', async (url) => {
  const problem = await problemOf(post()(url, message()))
  expect(problem).toMatchObject({ code: 'message.invalid' })
  expect(problem.detail).not.toContain('secret')
})

test('addresses on this machine are refused unless allowed, also behind a name', async () => {
  let seen = 0
  const { url } = await listen((_request, response) => {
    seen += 1
    answerJson(response, {})
  })
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  expect(await problemOf(post()(url, message({ local: false })))).toMatchObject({ code: 'egress.refused' })
  expect(await problemOf(post({ resolve })(url.replace('127.0.0.1', 'hook.example.test'), message({ local: false })))).toMatchObject({ code: 'egress.refused' })
  expect(seen).toBe(0)
})

test('a target that does not answer, and a caller that gives up', async () => {
  let seen = 0
  const { url } = await listen(() => (seen += 1))
  expect(await problemOf(post()(url, message({ timeoutMs: 50 })))).toMatchObject({ code: 'target.timeout' })
  const controller = new AbortController()
  const outcome = problemOf(post()(url, message({ signal: controller.signal })))
  await vi.waitFor(() => expect(seen).toBe(2))
  controller.abort()
  expect(await outcome).toMatchObject({ code: 'flow.cancelled' })
})

test('nobody listening; and nothing after close', async () => {
  const { url, server } = await listen(() => undefined)
  await new Promise((resolve) => server.close(resolve))
  const { connect } = probe(connectorWith(), connectionTo(url))
  expect(await problemOf(connect.post(url, message()))).toMatchObject({ code: 'target.unavailable' })
  await connect.close()
  expect(await problemOf(connect.post(url, message()))).toMatchObject({ code: 'service.stopping' })
})
