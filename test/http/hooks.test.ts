import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { publish } from './publish.ts'
import { type Answer, answerOf, start, type Started } from './start.ts'

let server: Started
let authorization: string
beforeAll(async () => {
  server = await start({ PATCHBAY_SANDBOX: 'off' })
  const admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  authorization = `Bearer ${await server.key()}`
  const connection = { id: 'shop', client: 'demo', name: 'Shop', connector: 'http', system: 'shop', baseUrl: 'http://127.0.0.1:9', auth: 'bearer', local: true }
  await admin.send('POST', '/api/connections', { connection, credentials: { token: SECRET } })
})
afterAll(() => server.stop())

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const keyed = () => ({ authorization })

/** A webhook that answers with the message and what it knows of the request. */
async function hook(path: string, config: object, answer = '{ "got": $, "path": $meta.request.path }'): Promise<void> {
  await publish(server, { id: path.replaceAll('/', '-') }, [
    ['in', 'webhook', { method: 'POST', path, ...config }],
    ['out', 'respond', { status: 200, body: answer }],
  ])
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return answerOf(await fetch(`${server.url}/hooks/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text }))
}

const github = (body: string): Record<string, string> => ({ 'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}` })
const HMAC = { scheme: 'hmac', secretFrom: 'shop', header: 'X-Hub-Signature-256', prefix: 'sha256=' }

function standard(body: string, id: string, at = Date.now()): Record<string, string> {
  const time = String(Math.floor(at / 1000))
  const key = Buffer.from(SECRET.slice(6), 'base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`,
  }
}

/** The state of an accepted document, once it has ended. */
async function ended(run: string): Promise<Answer['body']> {
  return vi.waitFor(async () => {
    const { body } = await answerOf(await fetch(`${server.url}/api/v1/runs/${run}`, { headers: keyed() }))
    expect(body.state).toBe('succeeded')
    return body
  }, 10_000)
}

describe('a signed webhook', () => {
  test('needs no key, but its client in the address and a signature over the bytes', async () => {
    await hook('signed/orders', { signature: HMAC })
    const body = '{ "order":  1 }'
    const good = await post('demo/signed/orders', body, github(body))
    expect([good.status, good.body]).toEqual([200, { got: { order: 1 }, path: 'signed/orders' }])
    expect(good.headers.get('x-patchbay-run')).toBeTruthy()
    for (const [sent, headers] of [
      [body, github('{ "order": 1 }')],
      [body, {}],
      ['no JSON', github(body)],
    ] as const) {
      const bad = await post('demo/signed/orders', sent, headers)
      expect([bad.status, bad.body.code]).toEqual([401, 'webhook.signature'])
    }
    expect((await post('other/signed/orders', body, github(body))).status).toBe(401)
    // A key does not stand in for the signature.
    expect((await post('demo/signed/orders', body, keyed())).body.code).toBe('webhook.signature')
    const here = await post('signed/orders', body, { ...github(body), ...keyed() })
    expect([here.status, here.body.detail]).toEqual([404, 'The webhook at this path is signed: its address is /hooks/demo/signed/orders.'])
  })

  test('of Standard Webhooks has an id: the same id is the same message, and an old one is refused', async () => {
    await hook('standard', { signature: { scheme: 'standard-webhooks', secretFrom: 'shop' } })
    const body = '{"type":"order.created"}'
    const first = await post('demo/standard', body, standard(body, 'msg_1'))
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([200, null])
    const again = await post('demo/standard', body, standard(body, 'msg_1'))
    expect([again.status, again.headers.get('idempotent-replayed'), again.headers.get('x-patchbay-run')]).toEqual([
      200,
      'true',
      first.headers.get('x-patchbay-run'),
    ])
    const other = '{"type":"order.deleted"}'
    expect((await post('demo/standard', other, standard(other, 'msg_1'))).body.code).toBe('request.key-reused')
    expect((await post('demo/standard', body, standard(body, 'msg_2', Date.now() - 400_000))).body.code).toBe('webhook.too-old')
  })

  test('without a secret to check with takes nothing', async () => {
    await hook('gone', { signature: { ...HMAC, secretFrom: 'nowhere' } })
    expect((await post('demo/gone', '{}', github('{}'))).body).toMatchObject({ code: 'connection.unknown', at: 'signature.secretFrom' })
    const removed = await (await server.admin()).send('DELETE', '/api/connections/shop')
    expect([removed.status, removed.body.code]).toEqual([409, 'request.conflict'])
  })
})

describe('a webhook that accepts', () => {
  test('answers 202 with the state, and delivers', async () => {
    await hook('accepting', { accept: true, lane: 'customer', keys: 'number' })
    const answer = await post('accepting', { customer: 7, number: 'W-1' }, keyed())
    expect([answer.status, answer.body.state, answer.body.operation]).toEqual([202, 'accepted', 'POST accepting'])
    expect(answer.headers.get('location')).toBe(`/api/v1/runs/${answer.body.id}`)
    expect(answer.headers.get('preference-applied')).toBeNull()
    await ended(answer.body.id)
    const found = await (await server.admin()).send('GET', '/api/runs?key=W-1')
    expect(found.body.map(({ id }: { id: string }) => id)).toEqual([answer.body.id])
  })

  test('does so for any webhook if the caller prefers it, and once for a key', async () => {
    await hook('asked', {})
    const headers = { ...keyed(), prefer: 'respond-async', 'idempotency-key': 'k-1' }
    const [one, two] = [await post('asked', { a: 1 }, headers), await post('asked', { a: 1 }, headers)]
    expect([one.status, two.status, one.headers.get('preference-applied')]).toEqual([202, 202, 'respond-async'])
    expect(two.body.id).toBe(one.body.id)
    await ended(one.body.id)
  })

  test('refuses what its expressions fail on, before it is accepted', async () => {
    await hook('failing', { accept: true, lane: '$number(name)' })
    const answer = await post('failing', { name: 'Ada' }, keyed())
    expect([answer.status, answer.body.code, answer.body.at]).toEqual([422, 'expression.failed', 'in'])
    expect(JSON.stringify(answer.body)).not.toContain('Ada')
  })

  test('asks for an id where it is told how to find one', async () => {
    await hook('named', { accept: true, id: 'event' })
    expect((await post('named', {}, keyed())).body).toMatchObject({ code: 'request.invalid', errors: [{ path: 'id' }] })
    const [one, two] = [await post('named', { event: 7 }, keyed()), await post('named', { event: 7 }, keyed())]
    expect([one.status, two.body.id]).toEqual([202, one.body.id])
  })
})

describe('a list of messages', () => {
  test('becomes a run for each, answered with their results', async () => {
    await hook('list', { batch: 'data.events' })
    const answer = await post('list', { data: { events: [{ a: 1 }, { a: 2 }] } }, keyed())
    expect([answer.status, answer.body]).toEqual([200, [1, 2].map((a) => ({ run: expect.any(String), status: 200, body: { got: { a }, path: 'list' } }))])
    expect((await post('list', { data: {} }, keyed())).body).toMatchObject({ code: 'request.invalid', errors: [{ path: 'data.events' }] })
    expect((await post('list', { data: { events: [] } }, keyed())).body).toEqual([])
  })

  test('is accepted message by message, each once', async () => {
    await hook('events', { batch: '$', accept: true, id: 'id' })
    const send = () => post('events', [{ id: 'E-1' }, { id: 'E-2' }], keyed())
    const [first, again] = [await send(), await send()]
    expect([first.status, first.body.map(({ status }: { status: number }) => status)]).toEqual([202, [202, 202]])
    expect(again.body).toEqual(first.body)
    expect(new Set(first.body.map(({ run }: { run: string }) => run)).size).toBe(2)
  })

  test('of which one fails says which, with its status', async () => {
    await hook('some', { batch: '$' }, '$number(n)')
    const answer = await post('some', [{ n: '1' }, { n: 'x' }], keyed())
    expect([answer.status, answer.body[0], answer.body[1]]).toEqual([
      422,
      { run: expect.any(String), status: 200, body: 1 },
      { run: expect.any(String), status: 422, problem: expect.objectContaining({ code: 'expression.failed' }) },
    ])
  })

  test('tells messages apart that share an id', async () => {
    await hook('shared', { batch: '$', accept: true, id: '$meta.request.headers."x-delivery"' })
    const send = () => post('shared', [{ n: 1 }, { n: 2 }], { ...keyed(), 'x-delivery': 'D-1' })
    const [first, again] = [await send(), await send()]
    expect(new Set(first.body.map(({ run }: { run: string }) => run)).size).toBe(2)
    expect(again.body).toEqual(first.body)
  })
})

test('a ping is answered, and nothing runs', async () => {
  const runs = async (): Promise<number> => (await (await server.admin()).send('GET', '/api/runs?limit=500&flow=pinged')).body.length
  await hook('pinged', { ping: 'type = "url_verification"', pingAnswer: '{ "challenge": challenge }', signature: HMAC })
  const body = '{"type":"url_verification","challenge":"3eZbrw1a"}'
  const answer = await post('demo/pinged', body, github(body))
  expect([answer.status, answer.body, answer.headers.get('x-patchbay-run')]).toEqual([200, { challenge: '3eZbrw1a' }, null])
  expect(await runs()).toBe(0)
  expect((await post('demo/pinged', '{}', github('{}'))).status).toBe(200)
  await vi.waitFor(async () => expect(await runs()).toBe(1))
  await hook('bare', { ping: '$meta.request.query.validationToken', pingAnswer: '$meta.request.query.validationToken' })
  const text = await post('bare?validationToken=%3Cb%3Eabc', '{}', keyed())
  expect([text.status, text.body, text.headers.get('content-type')]).toEqual([200, '<b>abc', 'text/plain; charset=utf-8'])
})
