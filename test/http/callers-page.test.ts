import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newWebhookSecret, webhookHeaders } from '../../server/delivery/webhook-signature.ts'
import { RunStatus } from '../../server/model/delivery.ts'
import { PROBLEMS } from '../../server/model/problem-table.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/callers.md'), 'utf8')

interface Sample {
  isFromPatchbay(headers: Readonly<Record<string, string>>, rawBody: string, secret: string): boolean
}

test('the sample on the page for callers accepts what is signed, and nothing else', async () => {
  const [, code] = /```js\n([\s\S]+?)```/.exec(page)!
  const { isFromPatchbay } = (await import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code!).toString('base64')}`)) as Sample
  const secret = newWebhookSecret((bytes) => new Uint8Array(bytes).fill(7))
  const timestamp = Math.floor(Date.now() / 1000)
  const body = '{"type":"run.succeeded"}'
  const headers = webhookHeaders({ id: 'm-1', timestamp, body }, secret)
  expect(isFromPatchbay(headers, body, secret)).toBe(true)
  expect(isFromPatchbay({ ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` }, body, secret)).toBe(true)
  const wrong: [Readonly<Record<string, string>>, string, string][] = [
    [headers, `${body} `, secret],
    [headers, body, newWebhookSecret((bytes) => new Uint8Array(bytes).fill(8))],
    [{ ...headers, 'webhook-id': 'm-2' }, body, secret],
    [{ ...headers, 'webhook-timestamp': 'soon' }, body, secret],
    [{ ...headers, 'webhook-signature': '' }, body, secret],
    [webhookHeaders({ id: 'm-1', timestamp: timestamp - 600, body }, secret), body, secret],
  ]
  for (const [given, text, key] of wrong) expect(isFromPatchbay(given, text, key)).toBe(false)
})

test('the page names every state, and only problems that there are', () => {
  for (const state of RunStatus.shape.state.options) expect(page).toContain(`\`${state}\``)
  const codes = [...page.matchAll(/`(?:\d{3} )?((?:request|queue|flow|connection|webhook|target)\.[a-z-]+)`/g)].map((match) => match[1]!)
  expect(codes.length).toBeGreaterThan(5)
  expect(codes.filter((code) => !Object.hasOwn(PROBLEMS, code))).toEqual([])
})
