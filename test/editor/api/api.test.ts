// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { addressOf, createApi } from '../../../editor/api/api.ts'
import { ApiProblem } from '../../../editor/api/api-problem.ts'

interface Sent {
  address: string
  init: RequestInit
}

/** A client whose network answers each request with `answer`, and what it sent. */
function clientWith(answer: () => Response | Promise<Response>, csrf?: string) {
  const sent: Sent[] = []
  let unauthenticated = 0
  const fetch = async (address: unknown, init?: RequestInit): Promise<Response> => {
    sent.push({ address: String(address), init: init ?? {} })
    return answer()
  }
  const api = createApi({ fetch: fetch as typeof globalThis.fetch, csrf: () => csrf, onUnauthenticated: () => unauthenticated++ })
  return { api, sent, unauthenticated: () => unauthenticated }
}

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const problem = (status: number, extra: object = {}): Response =>
  json({ type: 'x', title: 'No', status, detail: 'Not so.', code: 'request.invalid', remedy: 'Try.', ...extra }, status)

const failureOf = async (promise: Promise<unknown>): Promise<ApiProblem> => {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ApiProblem)
  return error as ApiProblem
}

describe('the API client', () => {
  it('sends changes with the token of the session, and reads without it', async () => {
    const { api, sent } = clientWith(() => json([]), 'token-1')
    await api.call('flows.delete', { params: { id: 'a b' } })
    await api.call('flows.list')
    expect(sent[0]).toMatchObject({ address: '/api/flows/a%20b', init: { method: 'DELETE', headers: { 'x-patchbay-csrf': 'token-1' } } })
    expect(sent[1]?.init.headers).not.toHaveProperty('x-patchbay-csrf')
  })

  it('sends a body as JSON and gives the answer back', async () => {
    const { api, sent } = clientWith(() => json({ user: 'ada', role: 'admin', csrf: 'c' }))
    expect(await api.call('session.create', { body: { user: 'ada', password: 'secret' } })).toEqual({ user: 'ada', role: 'admin', csrf: 'c' })
    expect(JSON.parse(String(sent[0]?.init.body))).toEqual({ user: 'ada', password: 'secret' })
  })

  it('leaves empty query values out', () => {
    expect(addressOf('/api/runs', {}, { flow: 'a&b', state: undefined, problem: '', limit: 5 })).toBe('/api/runs?flow=a%26b&limit=5')
  })

  it('throws the problem document of the server, with messages by field', async () => {
    const errors = ['must be an address', 'is in use'].map((message) => ({ path: 'connection.baseUrl', message }))
    const { api } = clientWith(() => problem(422, { errors }))
    const failure = await failureOf(api.call('flows.list'))
    expect(failure.document.status).toBe(422)
    expect(failure.fieldErrors('connection')).toEqual({ baseUrl: 'must be an address; is in use' })
  })

  it('tells of an unknown session, except where one is asked for', async () => {
    const { api, unauthenticated } = clientWith(() => problem(401))
    await failureOf(api.call('session.read'))
    await failureOf(api.call('session.create', { body: { user: 'a', password: 'b' } }))
    expect(unauthenticated()).toBe(0)
    await failureOf(api.call('flows.list'))
    expect(unauthenticated()).toBe(1)
  })

  it('turns a lost network and a page that is not JSON into problems', async () => {
    const lost = await failureOf(clientWith(() => Promise.reject(new TypeError('failed'))).api.call('flows.list'))
    expect(lost.offline).toBe(true)
    const page = await failureOf(clientWith(() => new Response('<html>', { status: 502 })).api.call('flows.list'))
    expect(page.document).toMatchObject({ status: 502, code: 'internal.error' })
  })
})
