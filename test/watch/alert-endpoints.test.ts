import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, start, type Started } from '../http/start.ts'
import { openReceiver, type Receiver } from './receiver.ts'

let server: Started
let receiver: Receiver
let admin: Browser
beforeAll(async () => {
  server = await start({ PATCHBAY_SANDBOX: 'off', PATCHBAY_URL: 'https://patchbay.example/' })
  receiver = await openReceiver()
  admin = await server.admin()
})
afterAll(async () => {
  await server?.stop()
  await receiver?.close()
})

const rule = { id: 'age', name: 'Age', measure: 'oldest-waiting', over: 60 }
const hook = () => ({ type: 'webhook', id: 'hook', url: receiver.url, local: true })
const mail = { type: 'email', id: 'mail', host: 'mail.example.test', from: 'a@example.test', to: ['b@example.test'] }
const save = async (settings: object, secrets: object = {}, who = admin) =>
  who.send('PUT', '/api/alerts', { revision: (await admin.send('GET', '/api/alerts')).body.revision, settings, secrets })
const errorsOf = (answer: { body: { errors?: { path: string }[] } }): string[] => (answer.body.errors ?? []).map(({ path }) => path)

test('settings are saved with a secret that never comes back, and a channel is tried', async () => {
  expect((await admin.send('GET', '/api/alerts')).body).toEqual({ revision: null, settings: { rules: [], channels: [] }, secrets: [] })
  const saved = await save({ rules: [rule], channels: [hook(), mail] }, { hook: receiver.secret, mail: 'a-mail-password' })
  expect(saved.status).toBe(200)
  expect(saved.body.secrets).toEqual(['hook', 'mail'])
  expect(saved.body.settings.rules).toEqual([{ ...rule, enabled: true, forSeconds: 60 }])
  expect((await admin.send('POST', '/api/alerts/channels/hook/test')).body).toEqual({ ok: true })
  expect(receiver.taken).toMatchObject([{ type: 'alert.test', data: { link: 'https://patchbay.example/settings' } }])
  const status = (await admin.send('GET', '/api/alerts/status')).body
  expect(status.rules).toMatchObject([{ rule: 'age', state: 'ok' }])
  expect(status.channels).toMatchObject([
    { channel: 'hook', problem: null, waiting: 0 },
    { channel: 'mail', sentAt: null },
  ])
  expect(JSON.stringify([saved.body, (await admin.send('GET', '/api/alerts')).body, server.lines])).not.toMatch(/a-mail-password|whsec_/)
  for (const file of readdirSync(server.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()))
    expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toMatch(/a-mail-password|whsec_/)
})

test('whoever moves a channel to another address enters its secret again', async () => {
  const elsewhere = { ...mail, host: 'elsewhere.example.test' }
  const refused = await save({ channels: [hook(), elsewhere] })
  expect([refused.status, errorsOf(refused)]).toEqual([422, ['secrets.mail']])
  expect((await save({ channels: [hook(), elsewhere] }, { mail: 'another' })).status).toBe(200)
  expect((await save({ channels: [elsewhere] })).body.secrets).toEqual(['mail'])
  expect((await save({ channels: [hook()] }, { hook: receiver.secret })).body.secrets).toEqual(['hook'])
})

test.each<[string, object, object, string[]]>([
  ['a webhook without a secret', { channels: [{ type: 'webhook', id: 'new', url: 'https://example.test/' }] }, {}, ['secrets.new']],
  ['a secret that is none', { channels: [{ type: 'webhook', id: 'new', url: 'https://example.test/' }] }, { new: 'short' }, ['secrets.new']],
  ['a secret without a channel', { channels: [] }, { gone: 'x' }, ['secrets.gone']],
  ['an id twice', { rules: [rule, rule] }, {}, ['settings.rules[1].id']],
  ['a rate that is never reached', { rules: [{ ...rule, measure: 'error-rate', over: 100 }] }, {}, ['settings.rules[0].over']],
  ['a flow where none counts', { rules: [{ ...rule, measure: 'breaker-open', flow: 'f' }] }, {}, ['settings.rules[0].flow']],
  ['a mail to nobody', { channels: [{ ...mail, to: [] }] }, {}, ['settings.channels[0].to']],
  ['another protocol', { channels: [{ type: 'webhook', id: 'new', url: 'file:///etc/passwd' }] }, {}, ['settings.channels[0].url']],
])('%s is refused beside its field', async (...[, settings, secrets, places]) => {
  const answer = await save(settings, secrets)
  expect([answer.status, errorsOf(answer)]).toEqual([422, places])
})

test('viewers see, integrators change, and a save from an old state is refused', async () => {
  const viewer = await server.as('viewer')
  expect((await viewer.send('GET', '/api/alerts')).status).toBe(200)
  expect((await viewer.send('GET', '/api/alerts/status')).status).toBe(200)
  expect((await save({}, {}, viewer)).status).toBe(403)
  expect((await viewer.send('POST', '/api/alerts/channels/hook/test')).status).toBe(403)
  expect((await admin.send('POST', '/api/alerts/channels/none/test')).status).toBe(404)
  expect((await save({ rules: [rule] }, {}, await server.as('integrator'))).status).toBe(200)
  expect((await admin.send('PUT', '/api/alerts', { revision: null, settings: {} })).status).toBe(409)
  const audit = (await admin.send('GET', '/api/audit?subject=alerts')).body
  expect(audit[0]).toMatchObject({ user: 'user-integrator', action: 'alerts.save', note: '1 rules, 0 channels' })
})
