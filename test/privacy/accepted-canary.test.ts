import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { CANONICAL_OPERATIONS, type CanonicalOperationId, canonicalSchema } from '../../server/model/canonical-operation.ts'
import { marksBelow, marksIn } from '../support/marks.ts'
import { type CanaryWorld, copyData, openCanaryWorld, type Sent } from './canary-world.ts'
import { crashFiles, everyAnswer, leaks } from './everything.ts'
import { createMarker, isPersonal, type Marked } from './marked-documents.ts'

const marker = createMarker()
const { stems } = marker
/** Every mark that was sent, for the proof that it would be found. */
const sent: string[] = []
const runs: string[] = []
let world: CanaryWorld

beforeAll(async () => {
  world = await openCanaryWorld()
})
afterAll(() => world?.close())

const ASYNC = { prefer: 'respond-async' }
let count = 0
const keyed = () => ({ ...ASYNC, 'idempotency-key': marker.text('key') })

function marked(operation: CanonicalOperationId, given: object = {}): Record<string, unknown> {
  const { body, marks }: Marked = marker.document(operation, given)
  sent.push(...marks.values())
  return body
}

const lane = (name: string) => ({ crmReference: `crm:customer:${name}` })
const order = (given: object = {}) => marked('orders.create', { externalNumber: `R-${(count += 1)}`, ...given })
const customer = () => marked('customers.create')

/** What a web shop sends: nobody has described its fields, and the lane and the keys are personal. */
function event(): object {
  const [name, email, street] = [marker.text('name'), `${marker.text('mail')}@example.test`, marker.text('street')]
  sent.push(name, email, street)
  return { number: `E-${(count += 1)}`, customer: { name, email, [email]: { street } }, list: [[name], `${name} "${street}"`] }
}

/** The run of a document that was accepted. */
async function accepted(path: string, body: unknown, headers: Record<string, string> = keyed()): Promise<string> {
  const answer: Sent = await world.send(path, body, headers)
  expect(answer.status, answer.text).toBe(202)
  expect(marksIn(Buffer.from(`${answer.text}${JSON.stringify([...answer.headers])}`), stems)).toEqual([])
  runs.push(answer.body.id)
  return answer.body.id
}

const act = (id: string, action: 'retry' | 'cancel' | 'purge' | 'skip') => world.api.call('runs.act', { params: { id }, body: { action, note: 'looked into' } })

/** Nothing that lasts or is shown holds a mark. */
async function expectClean(): Promise<void> {
  const answers = await everyAnswer(world, runs)
  expect(answers.length).toBeGreaterThan(5000)
  expect(leaks(world, stems, answers)).toEqual([])
}

test('S0-03: every personal field of the model is marked, and every mark would be found in every form', () => {
  const leaves = (operation: CanonicalOperationId): number => marker.document(operation).marks.size
  expect(leaves('orders.create')).toBe(3)
  expect(leaves('customers.create')).toBeGreaterThan(18)
  const personal = (Object.keys(CANONICAL_OPERATIONS) as CanonicalOperationId[]).filter((operation) => isPersonal(canonicalSchema(operation, 'input')!))
  expect(personal).toEqual(expect.arrayContaining(['customers.create', 'customers.update', 'orders.create']))
  for (const operation of ['customers.create', 'orders.create'] as const)
    expect(CANONICAL_OPERATIONS[operation].input.safeParse(marker.document(operation).body).error).toBeUndefined()
  for (const operation of personal) {
    const { marks } = marker.document(operation)
    expect(marks.size).toBeGreaterThan(0)
    const forms = (text: string): (string | Buffer)[] => [
      text,
      text.toUpperCase(),
      JSON.stringify(JSON.stringify(text)),
      Buffer.from(text, 'utf16le'),
      Buffer.from(text, 'utf16le').swap16(),
      Buffer.from(text).toString('hex'),
      Buffer.from(text)
        .toString('hex')
        .replace(/../g, (byte) => `%${byte.toUpperCase()}`),
      encodeURIComponent(text),
      text.replace(/[^]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
      ...[0, 1, 2].flatMap((lead) => (['base64', 'base64url'] as const).map((form) => Buffer.from('x'.repeat(lead) + text).toString(form))),
      ...[0, 1, 2].map((lead) => Buffer.concat([Buffer.alloc(lead), gzipSync(`<${text}>`)]).toString('base64')),
      ...[1, 6, 9].map((level) => deflateSync(`before ${text} after`, { level })),
      Buffer.concat([Buffer.from('before'), gzipSync(text), Buffer.from('after')]),
    ]
    for (const text of marks.values())
      for (const [at, form] of forms(text).entries())
        expect(marksIn(Buffer.concat([Buffer.from('~'), Buffer.from(form as string), Buffer.from('~')]), stems), `${text} as form ${at}`).not.toEqual([])
  }
})

test('S0-03, X-06: what is queued, delivered, answered and told holds no personal value', { timeout: 30_000 }, async () => {
  const done = [
    await accepted('/api/v1/orders', order()),
    await accepted('/api/v1/customers', customer()),
    await accepted(`/hooks/events?email=${marker.text('query')}`, event(), { ...ASYNC, 'x-customer': marker.text('header') }),
  ]
  const answered = { body: customer(), key: { 'idempotency-key': marker.text('key') } }
  const first = await world.send('/api/v1/customers', answered.body, answered.key)
  expect(first.status, first.text).toBe(201)
  const again = await world.send('/api/v1/customers', answered.body, answered.key)
  expect([again.headers.get('idempotent-replayed'), again.text]).toEqual(['true', first.text])
  for (const run of done) await world.until(run, 'succeeded')
  expect(marksIn(Buffer.from(JSON.stringify(world.target.taken)), sent).length).toBeGreaterThanOrEqual(sent.length)
  await vi.waitFor(() => expect(world.target.told.filter((told) => told.includes('run.succeeded')).length).toBeGreaterThanOrEqual(3), { timeout: 5000 })
  expect(world.events.length).toBeGreaterThan(0)
  await expectClean()
})

test('S0-03, X-07: what is refused by the target, by a flow and by the server holds none, though the target quotes it', { timeout: 30_000 }, async () => {
  world.target.mode = 'refuse'
  const refused = [
    await accepted('/api/v1/orders', order(lane('A'))),
    await accepted('/api/v1/customers', customer()),
    await accepted('/hooks/failing', event(), ASYNC),
  ]
  const behind = await accepted('/api/v1/orders', order(lane('A')))
  for (const run of refused) await world.until(run, 'held')
  expect((await world.status(behind)).state).toBe('accepted')
  const asked = await world.send('/api/v1/customers', customer())
  expect(asked.text, 'the caller who waits is told what the target said').toContain(stems[0]!)
  expect((await world.send('/hooks/broken', event(), ASYNC)).status).toBe(422)
  for (const body of [
    { ...order(), priceMode: marker.text('mode') },
    { ...order(), [`${marker.text('key')}@x`]: 1 },
  ])
    expect((await world.send('/api/v1/orders', body, ASYNC)).status).toBe(422)
  world.target.modes.set('documents', 'down')
  const waiting = await accepted(`/hooks/events?email=${marker.text('query')}`, event(), { ...ASYNC, 'x-customer': marker.text('header') })
  await world.until(waiting, 'retrying')
  await expectClean()
  world.target.modes.set('documents', 'ok')
  await world.until(waiting, 'succeeded')
  world.target.modes.clear()
  world.target.mode = 'html'
  await world.until(await accepted('/api/v1/orders', order(lane('B'))), 'held', 'retrying')
  world.target.mode = 'ok'
  const detail = await world.api.call('runs.read', { params: { id: refused[0]! } })
  expect(detail.run.problem).toMatchObject({ code: 'target.validation', vendorCode: 'not_accepted' })
  await expectClean()
})

test('S0-03b: an operator who opens a body is in the audit, the body is not; an edited one is sealed like the first', { timeout: 30_000 }, async () => {
  world.target.mode = 'refuse'
  const body = order(lane('C'))
  const id = await accepted('/api/v1/orders', body)
  await world.until(id, 'held')
  const revealed = await world.api.call('runs.reveal', { params: { id }, body: { note: 'asked by phone' } })
  expect(revealed.body).toEqual(body)
  await world.api.call('runs.dryRun', { body: { runs: [id], version: 1 } })
  await world.api.call('runs.edit', {
    params: { id },
    body: { body: order({ ...lane('C'), externalNumber: body['externalNumber'] }) as never, note: 'number corrected' },
  })
  await world.until(id, 'held')
  const audit = await world.api.call('audit.list', { query: { subject: `run:${id}` } })
  expect(audit.map(({ action }) => action)).toEqual(['run.edit', 'run.dry-run', 'run.reveal'])
  const found = await world.api.call('runs.list', { query: { key: String(body['externalNumber']) } })
  expect(found.map((run) => run.id)).toEqual([id])
  await world.api.call('runs.list', { query: { key: marker.text('searched') } })
  await expectClean()
  world.target.mode = 'ok'
  await act(id, 'retry')
  await world.until(id, 'succeeded')
  expect(world.target.taken.filter(({ no }) => no === body['externalNumber']).map(({ kind }) => kind)).toEqual(['entries', 'documents'])
})

test.runIf(process.platform === 'linux')('S0-03: a full disk and what is refused because of it hold none', { timeout: 30_000 }, async (context) => {
  if (!world.ownDisk) return context.skip('the disk could not be filled: this user may not mount one')
  world.target.mode = 'down'
  const waiting = await accepted('/api/v1/orders', order(lane('D')))
  await world.until(waiting, 'retrying', 'held')
  world.fillDisk()
  await vi.waitFor(
    async () => {
      const answer = await world.send('/api/v1/orders', order({ ...lane('D'), lines: Array.from({ length: 60 }, () => order()['lines']).flat() }), keyed())
      expect(marksIn(Buffer.from(answer.text), stems)).toEqual([])
      expect(answer.status).toBe(503)
    },
    { timeout: 8000 },
  )
  expect(leaks({ ...world, dataDir: join(world.folder, 'data') } as CanaryWorld, stems)).toEqual([])
  world.freeDisk()
  world.target.mode = 'ok'
  await vi.waitFor(async () => expect((await world.status(waiting)).state).toMatch(/held|succeeded/), { timeout: 12_000, interval: 100 })
  await expectClean()
})

test(
  'S0-03: a process that is killed in the middle of an attempt, while others wait, leaves none; what it had accepted is delivered',
  { timeout: 40_000 },
  async () => {
    world.target.modes.set('entries', 'hold').set('notes', 'drop')
    const asked = world.target.asked('entries')
    const [inside, behind] = [await accepted('/api/v1/orders', order(lane('E'))), await accepted('/api/v1/orders', order(lane('E')))]
    const lost = await accepted('/api/v1/customers', customer())
    await vi.waitFor(() => expect(world.target.asked('entries')).toBeGreaterThan(asked), { timeout: 5000 })
    const open = world.send('/api/v1/orders', order(lane('F'))).catch(() => undefined)
    await vi.waitFor(() => expect(world.target.asked('entries')).toBeGreaterThan(asked + 1), { timeout: 5000 })
    await world.until(lost, 'held')
    await world.server.kill('SIGKILL')
    await open
    expect(leaks(world, stems)).toEqual([])
    world.target.modes.clear()
    await world.restart()
    for (const run of [inside, behind]) await world.until(run, 'succeeded')
    expect((await world.status(lost)).problem?.code).toBe('effect.unknown')
    await vi.waitFor(() => expect([world.target.told.some((told) => told.includes('alert.raised')), world.mails.length > 0]).toEqual([true, true]), {
      timeout: 5000,
    })
    await expectClean()
  },
)

test('S0-03: what was cancelled, put aside and purged holds none, and neither does the folder of a server that was stopped', { timeout: 30_000 }, async () => {
  const held = (await world.api.call('runs.list', { query: { state: 'blocked' } })).map(({ id }) => id)
  expect(held.length).toBeGreaterThanOrEqual(3)
  await act(held[0]!, 'purge')
  await act(held[1]!, 'skip')
  for (const id of held.slice(2)) await act(id, 'cancel')
  await act(held[2]!, 'purge')
  await expect(world.api.call('runs.reveal', { params: { id: held[0]! }, body: { note: 'too late' } })).rejects.toThrow(/destroyed/)
  await world.api.call('runs.retry', { body: { choice: { runs: held }, perSecond: 100 } })
  await expectClean()
  await world.server.stop()
  expect(leaks(world, stems)).toEqual([])
})

test('S0-03: no file is there that a crash writes by itself, and none is asked for', () => {
  expect(crashFiles([world.dataDir, process.cwd()])).toEqual([])
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { scripts: Record<string, string> }
  for (const start of [scripts['start'], readFileSync(join(import.meta.dirname, '../../patchbay.mjs'), 'utf8')])
    expect(start).not.toMatch(/--(report|heap|inspect|diagnostic|abort-on|prof|trace-)/)
})

test('the search goes through everything that is there', () => {
  const copy = copyData(world)
  try {
    const probe = marker.text('probe')
    for (const name of ['jobs.sqlite', 'runs.sqlite', 'flows/orders.json']) writeFileSync(join(copy, name), probe, { flag: 'a' })
    expect(marksBelow(copy, stems)).toHaveLength(3)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})
