import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readSettings } from '../../server/settings.ts'
import { type Browser, start, type Started } from '../http/start.ts'
import { ASYNC, type Caller, callerOf, openTill, order, type Till } from '../http/till.ts'
import { dumpTables } from '../store/store-bench.ts'
import { marksBelow, marksIn } from '../support/marks.ts'
import { openTestPostgres } from '../support/postgres.ts'

const mark = (field: string): string => `zq${field}${randomBytes(6).toString('hex')}`
const MARKS = {
  notes: `${mark('notes')} ${mark('more')}`,
  line: mark('line'),
  mail: `${mark('mail')}@example.test`,
  key: mark('key'),
  refused: mark('refused'),
}
/** Values of several words are searched for word by word as well. */
const marks = Object.values(MARKS).flatMap((value) => [value, ...value.split(/[ @]/).filter((part) => part.startsWith('zq'))])

const KEY = randomBytes(32).toString('hex')
const postgres = await openTestPostgres({ fsync: false })
afterAll(() => postgres?.stop())
/** Only where the server knows the setting is the database what it says it is. */
const canShare = 'database' in readSettings({ PATCHBAY_DATABASE: 'postgres://x', PATCHBAY_KEY: KEY })

/** An order that holds every mark. */
function personal(number: string): object {
  const plain = order(number) as { lines: object[] }
  const lines = plain.lines.map((line) => ({ ...line, description: MARKS.line }))
  return { ...plain, lines, notes: `${MARKS.notes} ${MARKS.mail}`, anonymousReason: 'walk_in', crmReference: null }
}

const keyed = (key: string) => ({ ...ASYNC, 'idempotency-key': `${MARKS.key}-${key}` })

test('what is sent would be found', () => {
  const hits = marksIn(Buffer.from(JSON.stringify([personal('A-1'), MARKS.key, MARKS.refused])), marks).filter((hit) => hit.endsWith('(plain)'))
  expect(new Set(hits).size).toBe(new Set(marks).size)
})

describe('with everything in a data folder', () => {
  describeAccepted(async () => ({ environment: {}, stored: async () => Buffer.alloc(0), drop: async () => undefined }))
})

describe.skipIf(!postgres || !canShare)('with stores in PostgreSQL', () => {
  describeAccepted(async () => {
    const { url, drop } = await postgres!.createDatabase()
    return { environment: { PATCHBAY_DATABASE: url, PATCHBAY_KEY: KEY }, stored: () => dumpTables(url), drop }
  })
})

interface Place {
  environment: Record<string, string>
  /** What is stored besides the data folder. */
  stored(): Promise<Buffer>
  drop(): Promise<void>
}

function describeAccepted(create: () => Promise<Place>): void {
  let place: Place
  let server: Started
  let admin: Browser
  let till: Till
  let pos: Caller

  beforeAll(async () => {
    place = await create()
    server = await start({ PATCHBAY_SANDBOX: 'off', PATCHBAY_METRICS_TOKEN: 'a-token-for-metrics', ...place.environment })
    admin = await server.admin()
    await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
    till = await openTill(server, { attempts: 2, after: 'block' })
    pos = callerOf(server.url, await server.key())
  })
  afterAll(async () => {
    await server.stop()
    await till.close()
    await place.drop()
  })

  const settled = (run: string, states: readonly string[]): Promise<void> =>
    vi.waitFor(async () => expect(states).toContain((await admin.send('GET', `/api/runs/${run}`)).body.run.state), { timeout: 15_000, interval: 30 })

  /** Marks in what is stored and logged, and in the given answers. */
  const found = async (answers: unknown = []): Promise<string[]> => [
    ...marksBelow(server.dataDir, marks),
    ...marksIn(await place.stored(), marks),
    ...marksIn(Buffer.from(server.lines.join('\n')), marks),
    ...marksIn(Buffer.from(JSON.stringify(answers)), marks),
  ]

  /** Everything that the admin API tells of the runs. */
  const everyAnswer = async (): Promise<unknown[]> => {
    const runs = (await admin.send('GET', '/api/runs?limit=500')).body as { id: string }[]
    expect(runs.length).toBeGreaterThan(3)
    const paths = ['/api/runs/groups', '/api/status', '/api/lanes', ...runs.map(({ id }) => `/api/runs/${id}`)]
    const answers = await Promise.all(paths.map(async (path) => (await admin.send('GET', path)).body as unknown))
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer a-token-for-metrics' } })
    return [...runs, ...answers, await metrics.text()]
  }

  test('S0-03: documents that are queued, delivered, refused and tried in vain leave no personal value behind', { timeout: 60_000 }, async () => {
    const sync = await pos.order(personal('A-1'), { 'idempotency-key': MARKS.key })
    expect(sync.status).toBe(201)
    const delivered = await pos.order(personal('A-2'), keyed('2'))
    await pos.until(delivered.body.id, 'succeeded')
    const wrong = await pos.order({ ...personal('A-3'), priceMode: MARKS.refused, [MARKS.refused]: 1 }, keyed('3'))
    expect(wrong.status).toBe(422)
    const reused = await pos.order(personal('A-4'), keyed('2'))
    expect(reused.body.code).toBe('request.key-reused')
    till.mode = 'refuse'
    const refused = await pos.order(personal('B-1'), keyed('4'))
    await settled(refused.body.id, ['blocked', 'failed'])
    till.mode = 'down'
    const vain = await pos.order(personal('B-2'), keyed('5'))
    await settled(vain.body.id, ['blocked', 'queued', 'waiting'])
    expect(await found([sync.body, delivered.body, reused.body, refused.body, vain.body, await everyAnswer()])).toEqual([])
  })

  test('a purged document is gone: nobody can open it, nothing of it is left', async () => {
    till.mode = 'refuse'
    const { body } = await pos.order(personal('C-1'), keyed('6'))
    await settled(body.id, ['blocked', 'failed'])
    const reveal = () => admin.send('POST', `/api/runs/${body.id}/reveal`, { note: 'looked into' })
    expect(marksIn(Buffer.from(JSON.stringify((await reveal()).body)), marks).length).toBeGreaterThan(0)
    expect(await found()).toEqual([])
    expect((await admin.send('POST', `/api/runs/${body.id}/actions`, { action: 'purge' })).status).toBe(200)
    const again = await reveal()
    expect(again.status).toBeGreaterThanOrEqual(400)
    expect(await found([again.body, await everyAnswer()])).toEqual([])
  })

  test('S0-03: nothing is left when the server has stopped', async () => {
    await server.close()
    expect(await found()).toEqual([])
  })
}
