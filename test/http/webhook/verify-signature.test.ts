import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verifySignature, type SignedRequest } from '../../../server/http/webhook/verify-signature.ts'
import type { Problem } from '../../../server/model/problem.ts'
import { WebhookSignature } from '../../../server/model/webhook-signature.ts'

type Signed = Exclude<WebhookSignature, { scheme: 'none' }>

const signature = (config: object): Signed => WebhookSignature.parse({ secretFrom: 'shop', ...config }) as Signed
const request = (given: Omit<Partial<SignedRequest>, 'bytes'> & { body: string }): SignedRequest => ({
  headers: {},
  secret: '',
  now: 0,
  ...given,
  bytes: Buffer.from(given.body),
})
/** The code of the problem, or `good`. */
function judge(config: object, given: Parameters<typeof request>[0]): string {
  try {
    verifySignature(signature(config), request(given))
    return 'good'
  } catch (error) {
    return (error as Problem).code
  }
}

/** The example of the page "Validating webhook deliveries" of GitHub. */
const GITHUB = { scheme: 'hmac', header: 'X-Hub-Signature-256', prefix: 'sha256=' }
const HELLO = {
  body: 'Hello, World!',
  secret: "It's a Secret to Everybody",
  headers: { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
}

describe('an HMAC in a header', () => {
  test('of GitHub', () => {
    expect(judge(GITHUB, HELLO)).toBe('good')
    expect(judge(GITHUB, { ...HELLO, body: 'Hello, World?' })).toBe('webhook.signature')
    expect(judge(GITHUB, { ...HELLO, secret: 'another' })).toBe('webhook.signature')
    expect(judge(GITHUB, { ...HELLO, headers: {} })).toBe('webhook.signature')
    expect(judge(GITHUB, { ...HELLO, headers: { 'x-hub-signature-256': HELLO.headers['x-hub-signature-256'].slice(7) } })).toBe('webhook.signature')
    expect(judge(GITHUB, { ...HELLO, headers: { 'x-hub-signature-256': 'sha256=' } })).toBe('webhook.signature')
    expect(judge(GITHUB, { ...HELLO, headers: { 'x-hub-signature-256': `${HELLO.headers['x-hub-signature-256'].slice(0, -1)}8` } })).toBe('webhook.signature')
  })

  test('in base64, as Shopify does', () => {
    const config = { scheme: 'hmac', header: 'X-Shopify-Hmac-SHA256', encoding: 'base64' }
    // From the tests of SQLPage, which were made apart from this code.
    const given = {
      body: '{"id":1234567890,"email":"customer@example.com","total_price":"123.45"}',
      secret: 'test-webhook-secret',
      headers: { 'x-shopify-hmac-sha256': 'QNyObTlKbMx2qDlPF/ZOZcBqg5OgPg+2oky3zldc0Gw=' },
    }
    expect(judge(config, given)).toBe('good')
    expect(judge(config, { ...given, body: given.body.replace('123.45', '123.46') })).toBe('webhook.signature')
  })

  test('over time and body, by another algorithm', () => {
    const config = { scheme: 'hmac', header: 'X-Signature', algorithm: 'sha512', timestampHeader: 'X-Time', toleranceSeconds: 60 }
    const of = (time: string) => ({
      body: '{}',
      secret: 's',
      headers: { 'x-time': time, 'x-signature': createHmac('sha512', 's').update(`${time}.{}`).digest('hex') },
    })
    for (const now of [940_000, 1_000_000, 1_060_000]) expect(judge(config, { ...of('1000'), now })).toBe('good')
    for (const now of [939_000, 1_061_000]) expect(judge(config, { ...of('1000'), now })).toBe('webhook.too-old')
    expect(judge(config, { ...of('1000'), now: 1_000_000, headers: { ...of('1000').headers, 'x-time': '1001' } })).toBe('webhook.signature')
    expect(judge(config, { ...of('soon'), now: 1_000_000 })).toBe('webhook.signature')
    // Whether it is too old is told only to whoever knows the secret.
    expect(judge(config, { ...of('1000'), secret: 'guess', now: 9_999_000 })).toBe('webhook.signature')
  })
})

test('time and HMAC in one header, as Stripe does', () => {
  const body = '{\n  "id": "evt_test_webhook",\n  "object": "event"\n}'
  const v1 = createHmac('sha256', 'whsec_test_secret').update(`1492774577.${body}`).digest('hex')
  const given = { body, secret: 'whsec_test_secret', now: 1_492_774_600_000 }
  const config = { scheme: 'timestamped' }
  const header = (text: string) => ({ ...given, headers: { 'stripe-signature': text } })
  expect(judge(config, header(`t=1492774577,v1=${v1},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`))).toBe('good')
  expect(judge(config, header(`t=1492774577,v1=${'0'.repeat(64)},v1=${v1}`))).toBe('good')
  expect(judge(config, header(`t=1492774578,v1=${v1}`))).toBe('webhook.signature')
  expect(judge(config, header(`v1=${v1}`))).toBe('webhook.signature')
  expect(judge(config, header(`t=1492774577,v0=${v1}`))).toBe('webhook.signature')
  expect(judge(config, { ...header(`t=1492774577,v1=${v1}`), now: 1_492_774_977_000 })).toBe('webhook.too-old')
})

test('Standard Webhooks', () => {
  // The example of the specification and of its libraries.
  const given = { body: '{"test": 2432232314}', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', now: 1_614_265_330_000 }
  const right = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
  const config = { scheme: 'standard-webhooks' }
  const sent = (text: string, more: object = {}) => ({
    ...given,
    headers: { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': text, ...more },
  })
  expect(judge(config, sent(right))).toBe('good')
  expect(judge(config, sent(`v1,${'A'.repeat(43)}= v1a,xyz ${right}`))).toBe('good')
  expect(judge(config, { ...sent(right), secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })).toBe('good')
  expect(judge(config, sent(right.replace('v1,', 'v2,')))).toBe('webhook.signature')
  expect(judge(config, sent(right, { 'webhook-id': 'msg_other' }))).toBe('webhook.signature')
  expect(judge(config, sent(right, { 'webhook-id': '' }))).toBe('webhook.signature')
  expect(judge(config, { ...sent(right), now: 1_614_265_631_000 })).toBe('webhook.too-old')
  expect(judge(config, { ...sent(right), now: 1_614_265_029_000 })).toBe('webhook.too-old')
  expect(judge(config, { ...sent(right), secret: '' })).toBe('connection.invalid')
})
