import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createConnect } from '../../server/connect/connect.ts'
import type { Connect } from '../../server/connect/contract.ts'
import { webhookHeaders } from '../../server/delivery/webhook-signature.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { AlertSettings } from '../../server/model/alert.ts'
import { Problem } from '../../server/model/problem.ts'
import { type OpenWatch, openWatch, type WatchParts } from '../../server/watch/watch.ts'
import { JumpClock } from '../delivery/jump-clock.ts'
import { LOCALHOST } from './localhost-certificate.ts'
import { type MailServer, openMailServer } from './mail-server.ts'
import { openReceiver, type Receiver } from './receiver.ts'

const EVERY = 15_000
/** The machine may be busy. */
const eventually = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 15_000 })

const closers: (() => unknown)[] = []
let receiver: Receiver
let connect: Connect
let clock: JumpClock
/** What is measured. */
let waiting: number | null
let settings: AlertSettings
let secrets: Record<string, string>
let isLeader: boolean
let looks: number
let problems: string[]

beforeEach(async () => {
  const expressions = createExpressions({ shadow: { share: 0, random: Math.random, report: () => undefined } })
  connect = createConnect({ connectors: new Map(), expressions, credentials: async () => ({}), now: Date.now, random: Math.random })
  receiver = await openReceiver()
  closers.push(
    () => expressions.close(),
    () => connect.close(),
    () => receiver.close(),
  )
  clock = new JumpClock()
  ;[waiting, isLeader, looks, problems] = [0, true, 0, []]
  secrets = { hook: receiver.secret }
  settings = AlertSettings.parse({
    rules: [{ id: 'queue', name: 'Queue', measure: 'queue-length', over: 5, forSeconds: 30 }],
    channels: [{ type: 'webhook', id: 'hook', url: receiver.url, local: true }],
  })
})
afterEach(async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
})

function open(more: Partial<WatchParts> = {}): OpenWatch {
  const nothing = (): null => null
  const queueLength = (): number | null => {
    looks++
    if (waiting === -1) throw new Problem('storage.failed', 'No counts.')
    return waiting
  }
  const watch = openWatch({
    measures: { 'error-rate': nothing, 'oldest-waiting': nothing, 'blocked-lanes': nothing, 'breaker-open': nothing, 'queue-length': queueLength },
    settings: async () => settings,
    secrets: async () => secrets,
    post: (url, message) => connect.post(url, message),
    sign: webhookHeaders,
    address: async () => '127.0.0.1',
    ca: LOCALHOST.cert,
    leader: async () => isLeader,
    editor: () => 'https://patchbay.example',
    clock,
    failed: ({ code }) => void problems.push(code),
    ...more,
  })
  watch.start()
  closers.push(() => watch.stop())
  return watch
}

/** Lets the time pass until the rules have been looked at again. */
async function look(watch: OpenWatch, ms = EVERY): Promise<string> {
  const before = looks
  await eventually(() => {
    clock.jump(looks === before ? ms : 0)
    expect(looks).toBeGreaterThan(before)
  })
  let state = ''
  await eventually(async () => {
    const [rule] = (await watch.status()).rules
    state = rule!.state
    expect(rule!.value).toBe(waiting === -1 ? null : waiting)
  })
  return state
}

const types = (): string[] => receiver.taken.map(({ type }) => type)

test('an alert is raised once and cleared once, signed, with a link to the runs', async () => {
  const watch = open()
  expect(await look(watch)).toBe('ok')
  waiting = 6
  expect(await look(watch)).toBe('pending')
  await eventually(async () => expect(await look(watch)).toBe('raised'))
  waiting = 7
  expect(await look(watch)).toBe('raised')
  await eventually(() => expect(types()).toEqual(['alert.raised']))
  expect(receiver.taken[0]!.data).toEqual({
    rule: 'queue',
    name: 'Queue',
    measure: 'queue-length',
    value: 6,
    over: 5,
    flow: null,
    link: 'https://patchbay.example/runs?state=queued,waiting,blocked,paused',
  })
  waiting = 5
  expect(await look(watch)).toBe('ok')
  await eventually(() => expect(types()).toEqual(['alert.raised', 'alert.cleared']))
  expect(await look(watch)).toBe('ok')
  expect((await watch.status()).channels).toMatchObject([{ channel: 'hook', problem: null, waiting: 0 }])
  expect(receiver.asked()).toBe(2)
})

test('what could not be sent is sent later under the same id, in order', async () => {
  settings.rules[0]!.forSeconds = 0
  receiver.down = true
  const watch = open()
  waiting = 6
  expect(await look(watch)).toBe('raised')
  await eventually(() => expect(receiver.asked()).toBe(1))
  waiting = 0
  expect(await look(watch, EVERY)).toBe('ok')
  await eventually(async () =>
    expect((await watch.status()).channels).toMatchObject([
      { sentAt: null, waiting: 2, problem: { code: 'target.failed', detail: 'The receiver answered 503.' } },
    ]),
  )
  receiver.down = false
  await eventually(() => {
    clock.jump(5_000)
    expect(types()).toEqual(['alert.raised', 'alert.cleared'])
  })
  expect(receiver.taken[0]!.id).toMatch(/^alert_queue_raised_\d+$/)
  await eventually(async () => expect((await watch.status()).channels).toMatchObject([{ waiting: 0, problem: null }]))
})

test('a message is given up after five tries, and the next one is sent', async () => {
  settings.rules[0]!.forSeconds = 0
  receiver.down = true
  const watch = open()
  waiting = 6
  await look(watch)
  await eventually(async () => {
    clock.jump(600_000)
    expect((await watch.status()).channels[0]).toMatchObject({ waiting: 0, problem: { code: 'target.failed' } })
  })
  expect(receiver.asked()).toBe(5)
  receiver.down = false
  waiting = 0
  await look(watch)
  await eventually(() => expect(types()).toEqual(['alert.cleared']))
})

test('of several servers the one that leads sends', async () => {
  settings.rules[0]!.forSeconds = 0
  isLeader = false
  const watch = open()
  waiting = 6
  expect(await look(watch)).toBe('raised')
  isLeader = true
  waiting = 0
  await look(watch)
  await eventually(() => expect(types()).toEqual(['alert.cleared']))
})

test('a change is not lost while nobody knows who leads', async () => {
  settings.rules[0]!.forSeconds = 0
  let asked = 0
  const leader = async (): Promise<boolean> => {
    if (++asked < 3) throw new Problem('storage.failed', 'No answer.')
    return true
  }
  const watch = open({ leader })
  waiting = 6
  await eventually(async () => {
    clock.jump(EVERY)
    expect((await watch.status()).rules[0]!.state).toBe('raised')
  })
  await eventually(() => expect(types()).toEqual(['alert.raised']))
  expect([asked, problems.length]).toEqual([3, 2])
})

test('a rule that cannot be measured stays as it is', async () => {
  settings.rules[0]!.forSeconds = 0
  const watch = open()
  waiting = 6
  expect(await look(watch)).toBe('raised')
  waiting = -1
  expect(await look(watch)).toBe('raised')
  expect(problems).toContain('storage.failed')
  waiting = 0
  await look(watch)
  await eventually(() => expect(types()).toEqual(['alert.raised', 'alert.cleared']))
})

test('a webhook to an address on this machine is refused unless it is allowed', async () => {
  settings.channels = AlertSettings.parse({ channels: [{ type: 'webhook', id: 'hook', url: receiver.url }] }).channels
  expect(await open().test('hook')).toMatchObject({ code: 'egress.refused' })
  expect(receiver.asked()).toBe(0)
})

test('a channel is tested with its secret, and one that does not exist is not found', async () => {
  const watch = open()
  expect(await watch.test('hook')).toBeUndefined()
  expect(receiver.taken).toMatchObject([{ type: 'alert.test', data: { link: 'https://patchbay.example/settings' } }])
  secrets = { hook: `whsec_${Buffer.alloc(24, 8).toString('base64')}` }
  expect(await watch.test('hook')).toMatchObject({ code: 'target.failed', detail: 'The receiver answered 401.' })
  secrets = {}
  expect(await watch.test('hook')).toMatchObject({ code: 'connection.invalid', at: 'secret' })
  await expect(watch.test('none')).rejects.toMatchObject({ code: 'request.not-found' })
})

async function mailWatch(server: MailServer, more: object = {}, parts: Partial<WatchParts> = {}): Promise<OpenWatch> {
  closers.push(() => server.close())
  const channel = { type: 'email', id: 'mail', host: 'localhost', port: server.port, from: 'patchbay@example.test', to: ['ops@example.test'], ...more }
  settings = AlertSettings.parse({ ...settings, channels: [channel] })
  return open(parts)
}

test('a mail is plain text with a link, and encrypted where the server offers it', async () => {
  const server = await openMailServer()
  settings.rules[0]!.forSeconds = 0
  const watch = await mailWatch(server)
  waiting = 6
  await look(watch)
  await eventually(() => expect(server.mails).toHaveLength(1))
  const { text, ...mail } = server.mails[0]!
  expect(mail).toEqual({ from: 'patchbay@example.test', to: ['ops@example.test'], encrypted: true, user: null })
  expect(text).toContain('Subject: [Patchbay] Raised: Queue')
  expect(text).toContain('Content-Type: text/plain')
  expect(text).toContain('Documents that wait: 6 (limit: 5)')
  expect(text).toContain('https://patchbay.example/runs?state=queued,waiting,blocked,paused')
})

test('a mail server with a login gets the password by an encrypted connection only', async () => {
  secrets = { mail: 'right' }
  const server = await openMailServer({ password: 'right' })
  const watch = await mailWatch(server, { user: 'alerts' })
  expect(await watch.test('mail')).toBeUndefined()
  expect(server.mails).toMatchObject([{ user: 'alerts', encrypted: true }])
  secrets = { mail: 'wrong' }
  expect(await watch.test('mail')).toMatchObject({ code: 'target.auth', at: 'user' })
})

test('a server that offers no encryption gets no password', async () => {
  secrets = { mail: 'right' }
  const server = await openMailServer({ password: 'right', plain: true })
  const watch = await mailWatch(server, { user: 'alerts' })
  expect(await watch.test('mail')).toMatchObject({ code: 'target.unavailable', detail: expect.stringContaining('encrypted') })
  expect(server.mails).toEqual([])
})

test('a mail server whose certificate nobody vouches for gets nothing', async () => {
  const server = await openMailServer()
  const watch = await mailWatch(server, {}, { ca: undefined as never })
  expect(await watch.test('mail')).toMatchObject({ code: 'target.unavailable', at: 'host' })
  expect(server.mails).toEqual([])
})

test('a mail server that refuses or is not there is a problem without its words', async () => {
  const server = await openMailServer()
  server.refuses = true
  const watch = await mailWatch(server)
  expect(await watch.test('mail')).toEqual({ code: 'target.failed', detail: 'The mail server did not take the message (EMESSAGE, reply 450).', at: 'host' })
  settings.channels = AlertSettings.parse({ channels: [{ ...settings.channels[0], port: 1 }] }).channels
  expect(await watch.test('mail')).toMatchObject({ code: 'target.unavailable', at: 'host' })
})
