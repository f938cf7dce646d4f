import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { CanonicalRoute } from '../../server/http/canonical-routes.ts'
import { matchCanonical } from '../../server/http/match-canonical.ts'

let server: Server | undefined
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  server = undefined
})

const route = (method: CanonicalRoute['method'], path: string): CanonicalRoute => ({
  method,
  path,
  serve: async (_request, response, params) => void response.end(JSON.stringify({ path, params })),
})

const ROUTES = [route('post', '/v1/people'), route('post', '/v1/people/search'), route('get', '/v1/people/{ref}'), route('delete', '/v1/people/{ref}')]

async function ask(method: string, address: string): Promise<unknown> {
  const first = matchCanonical(ROUTES)
  server = createServer((request, response) => void (first(request, response) || response.end('"router"')))
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${address}`, { method })
  return response.json()
}

test.each([
  ['POST', '/v1/people', { path: '/v1/people', params: {} }],
  ['POST', '/v1/people/search', { path: '/v1/people/search', params: {} }],
  ['GET', '/v1/people/a:b:C-1', { path: '/v1/people/{ref}', params: { ref: 'a:b:C-1' } }],
  ['DELETE', '/v1/people/a%3Ab%2FC', { path: '/v1/people/{ref}', params: { ref: 'a:b/C' } }],
  ['GET', '/v1/people/__proto__', { path: '/v1/people/{ref}', params: { ref: '__proto__' } }],
])('%s %s is served', async (method, address, answer) => {
  expect(await ask(method, address)).toEqual(answer)
})

test.each([
  ['GET', '/v1/people'],
  ['PUT', '/v1/people/a'],
  ['POST', '/v1/people/'],
  ['POST', '/V1/People'],
  ['POST', '/v1/people?x=1'],
  ['GET', '/v1/people/a?x=1'],
  ['GET', '/v1/people/%E0%A4%A'],
  ['GET', '/v1/people/a/b'],
])('%s %s is left to the router', async (method, address) => {
  expect(await ask(method, address)).toBe('router')
})
