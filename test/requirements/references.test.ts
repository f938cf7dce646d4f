import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { ReferenceRecord, type Remapping } from '../../server/model/crosswalk.ts'
import { startSandboxCrm } from '../../server/sandbox/sandbox-crm.ts'
import type { SandboxServer } from '../../server/sandbox/sandbox-server.ts'
import { leavesOf } from '../../server/store/storable.ts'
import { type Answer, answerOf, type Browser, start, type Started } from '../http/start.ts'

const REFERENCES = '/api/clients/demo/references'
const crm = (id: string): string => `sandbox-crm:customer:${id}`
const books = (id: string): string => `books:customer:${id}`
const at = (path: string, ref: string): string => `${path}?ref=${encodeURIComponent(ref)}`
const customerPath = (ref: string): string => `/customers/${encodeURIComponent(ref)}`

let server: Started
let admin: Browser
let key: string
beforeAll(async () => {
  server = await start()
  admin = await server.admin()
  key = await server.key()
})
afterAll(() => server.stop())

/** As the POS of the demo client. */
const pos = async (call: string, { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {}): Promise<Answer> => {
  const [method, path] = call.split(' ') as [string, string]
  const sent = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }), ...headers }
  return answerOf(await fetch(`${server.url}/api/v1${path}`, { method, headers: sent, ...(body && { body: JSON.stringify(body) }) }))
}
const read = (ref: string): Promise<Answer> => pos(`GET ${customerPath(ref)}`)
const remove = (ref: string, headers: Record<string, string> = {}): Promise<Answer> => pos(`DELETE ${customerPath(ref)}`, { headers })

/** Deletes a contact past the middleware. */
async function deleteInCrm(id: string): Promise<void> {
  const { baseUrl } = (await admin.send('GET', '/api/connections')).body
    .map((each: { connection: { id: string; baseUrl: string } }) => each.connection)
    .find((connection: { id: string }) => connection.id === 'sandbox-crm')
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'sandbox-client', client_secret: 'sandbox-secret' })
  const { access_token } = (await (await fetch(`${baseUrl}/oauth/token`, { method: 'POST', body: form })).json()) as { access_token: string }
  expect((await fetch(`${baseUrl}/v2/contacts/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${access_token}` } })).ok).toBe(true)
}

async function done<T>(answer: Promise<Answer>): Promise<T> {
  const { status, body } = await answer
  expect(status, JSON.stringify(body)).toBe(200)
  return body as T
}

describe('S0-07: the reference is all that is stored', () => {
  test('S0-07: the type of a reference has no text besides client, reference, link, version token and times', () => {
    expect(Object.keys(ReferenceRecord.shape)).toEqual(['client', 'ref', 'linkId', 'status', 'mergedInto', 'versionToken', 'firstSeen', 'lastSeen'])
    expect(leavesOf(ReferenceRecord).filter(({ meta }) => meta !== undefined && !['ref', 'doc'].includes(meta.store))).toEqual([])
    expect(() => ReferenceRecord.extend({ name: z.string() }).parse({ name: 'x' })).toThrow('client')
    const known = { client: 'demo', ref: crm('1'), linkId: '0'.repeat(26), status: 'active', mergedInto: null, versionToken: null }
    const times = { firstSeen: '2026-01-01T00:00:00.000Z', lastSeen: '2026-01-01T00:00:00.000Z' }
    expect(() => ReferenceRecord.parse({ ...known, ...times, name: 'x' })).toThrow('name')
    expect(() => ReferenceRecord.parse({ ...known, ...times, status: 'Ann' })).toThrow('status')
  })

  test('S0-07: of a customer who was read and changed, the reference is in the crosswalk, and no value anywhere in the data folder', async () => {
    const before = await read(crm('C-1001'))
    expect(before.status).toBe(200)
    const texts = ['canary@canary.example', 'Canary Featherstonehaugh']
    const emails = [{ value: texts[0], kind: 'work', primary: true }]
    const patch = { emails, name: texts[1], versionToken: before.body.versionToken }
    expect((await pos(`PATCH ${customerPath(crm('C-1001'))}`, { body: patch })).status).toBe(200)
    const [reference, ...others] = await done<ReferenceRecord[]>(admin.send('GET', at(REFERENCES, crm('C-1001'))))
    expect(others).toEqual([])
    expect(reference).toMatchObject({ client: 'demo', ref: crm('C-1001'), status: 'active', versionToken: expect.any(String) })
    const kept = Buffer.concat(
      readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
    )
    expect(kept.includes('C-1001')).toBe(true)
    for (const text of texts) expect(kept.includes(text), text).toBe(false)
  })

  test('S0-07: a search leaves no references', async () => {
    expect((await pos('POST /customers/search', { body: { email: 'example' } })).status).toBeLessThan(500)
    expect(await admin.send('GET', at(REFERENCES, crm('C-1040')))).toMatchObject({ status: 404 })
  })
})

describe('X-02: erasure', () => {
  test('X-02: a customer who was deleted answers 410, its copies in other systems are listed until somebody has seen to them', async () => {
    expect((await read(crm('C-1002'))).status).toBe(200)
    const pairs = [
      [crm('C-1002'), books('17')],
      [crm('C-1003'), books('18')],
    ]
    expect(await done(admin.send('POST', `${REFERENCES}/links`, { pairs }))).toEqual({ linked: 2, refused: [] })
    expect((await remove(crm('C-1002'))).status).toBe(204)
    expect(await read(crm('C-1002'))).toMatchObject({ status: 410, body: { code: 'reference.deleted' } })
    expect(await pos(`PATCH ${customerPath(crm('C-1002'))}`, { body: { name: 'x' } })).toMatchObject({ status: 410 })
    const listed = await done(admin.send('GET', '/api/clients/demo/erasures'))
    expect(listed).toMatchObject([{ ref: books('17'), doneAt: null, doneBy: null }])
    expect(await done(admin.send('POST', '/api/clients/demo/erasures/done', { ref: books('17') }))).toEqual({ done: true })
    expect(await done(admin.send('GET', '/api/clients/demo/erasures'))).toEqual([])
    const all = await done(admin.send('GET', '/api/clients/demo/erasures?open=false'))
    expect(all).toMatchObject([{ ref: books('17'), doneAt: expect.any(String), doneBy: 'ada' }])
    const left = await done<ReferenceRecord[]>(admin.send('GET', at(REFERENCES, crm('C-1002'))))
    expect(left.map(({ ref, status, versionToken }) => [ref, status, versionToken])).toEqual(
      expect.arrayContaining([
        [crm('C-1002'), 'deleted', null],
        [books('17'), 'deleted', null],
      ]),
    )
  })

  test('X-02: a deleted customer is taken out of the discounts that name them, by any reference', async () => {
    const named = [{ ref: crm('C-1012') }, { ref: books('12') }, { ref: crm('C-1013') }]
    const rule = { client: 'demo', name: 'Named', mode: 'only', percent: '5' }
    await done(admin.send('POST', '/api/clients/demo/discounts', { ...rule, id: 'named', targets: named }))
    await done(admin.send('POST', '/api/clients/demo/discounts', { ...rule, id: 'one', targets: [{ ref: crm('C-1013') }] }))
    await done(admin.send('POST', `${REFERENCES}/links`, { pairs: [[crm('C-1012'), books('12')]] }))
    const left = async (): Promise<unknown> =>
      (await done<{ value: { id: string; targets: object[] } }[]>(admin.send('GET', '/api/clients/demo/discounts'))).map(({ value }) => [
        value.id,
        value.targets,
      ])
    expect((await remove(crm('C-1012'))).status).toBe(204)
    expect(await left()).toEqual([
      ['named', [{ ref: crm('C-1013') }]],
      ['one', [{ ref: crm('C-1013') }]],
    ])
    await done(admin.send('POST', `${REFERENCES}/delete`, { ref: crm('C-1013') }))
    expect(await left()).toEqual([
      ['named', []],
      ['one', []],
    ])
  })

  test('X-02: nothing is deleted here while the CRM has not said so', async () => {
    expect((await remove(crm('C-9999'))).status).toBe(404)
    expect(await admin.send('GET', at(REFERENCES, crm('C-9999')))).toMatchObject({ status: 404 })
  })

  test('X-02: a deletion whose end was lost leaves its tombstone when it is asked for again', async () => {
    expect((await read(crm('C-1021'))).status).toBe(200)
    await deleteInCrm('C-1021')
    expect((await remove(crm('C-1021'))).status).toBe(204)
    expect(await read(crm('C-1021'))).toMatchObject({ status: 410, body: { code: 'reference.deleted' } })
  })

  test('X-02: a customer who was deleted in the CRM itself is told of by an integrator, and answers 410 as well', async () => {
    expect(await done(admin.send('POST', `${REFERENCES}/delete`, { ref: crm('C-1003') }))).toMatchObject([{ ref: books('18'), doneAt: null }])
    expect(await read(crm('C-1003'))).toMatchObject({ status: 410 })
  })

  test('X-02: a repeated deletion with the same key gets the first answer', async () => {
    const again = () => remove(crm('C-1004'), { 'idempotency-key': 'delete-4' })
    expect([(await again()).status, (await again()).status]).toEqual([204, 204])
    expect((await remove(crm('C-1004'))).status).toBe(410)
  })

  test('X-02: a customer who was deleted later, as an accepted document, answers 410 once it is done', async () => {
    const { status, body } = await remove(crm('C-1005'), { prefer: 'respond-async, wait=10' })
    expect([status, body?.state], JSON.stringify(body)).toEqual([expect.any(Number), 'succeeded'])
    expect((await read(crm('C-1005'))).status).toBe(410)
  })

  test('X-02: a merged customer is followed to the other', async () => {
    const merged = await done<ReferenceRecord[]>(admin.send('POST', `${REFERENCES}/merge`, { from: crm('C-1006'), into: crm('C-1007') }))
    expect(merged.map(({ ref, mergedInto }) => [ref, mergedInto])).toEqual([
      [crm('C-1006'), crm('C-1007')],
      [crm('C-1007'), null],
    ])
    expect((await read(crm('C-1006'))).body.ref).toBe(crm('C-1007'))
  })
})

describe('X-03: access to the crosswalk', () => {
  const CALLS: [method: string, path: string, body?: object][] = [
    ['GET', at(REFERENCES, crm('C-1001'))],
    ['POST', `${REFERENCES}/links`, { pairs: [[crm('C-1'), books('1')]] }],
    ['POST', `${REFERENCES}/merge`, { from: crm('C-1'), into: crm('C-2') }],
    ['POST', `${REFERENCES}/delete`, { ref: crm('C-1') }],
    ['GET', '/api/clients/demo/erasures'],
    ['POST', '/api/clients/demo/erasures/done', { ref: books('1') }],
    ['GET', '/api/clients/demo/remappings'],
    ['POST', '/api/clients/demo/remappings', { from: 'sandbox-crm', to: 'sandbox-crm' }],
    ['DELETE', '/api/clients/demo/remappings/x'],
  ]
  const refusals = async () =>
    (await done<{ user: string; action: string; subject: string }[]>(admin.send('GET', '/api/audit?limit=500'))).filter(({ action }) => action === 'refused')

  test.each(CALLS)('X-03: %s %s is refused to an operator, and that is in the audit', async (method, path, body) => {
    const operator = await server.as('operator')
    const before = (await refusals()).length
    expect(await operator.send(method, path, body)).toMatchObject({ status: 403, body: { code: 'request.forbidden' } })
    const after = await refusals()
    expect(after).toHaveLength(before + 1)
    expect(after[0]).toMatchObject({
      user: 'user-operator',
      subject: expect.stringMatching(/^endpoint:(references|erasures|remappings)\./),
      note: 'role operator',
    })
  })

  test('X-03: what an integrator does is in the audit, with the reference and no value', async () => {
    const integrator = await server.as('integrator')
    await integrator.send('GET', at(REFERENCES, crm('C-1001')))
    await integrator.send('GET', at(REFERENCES, 'sandbox-crm:customer:ann@canary.example'))
    await integrator.send('POST', `${REFERENCES}/links`, { pairs: [[crm('C-1008'), books('8')]] })
    const entries = await done<{ user: string; action: string; note: string }[]>(admin.send('GET', '/api/audit?subject=client:demo'))
    expect(entries.slice(0, 3).map(({ user, action, note }) => [user, action, note])).toEqual([
      ['user-integrator', 'reference.link', '1 pairs, 0 refused'],
      ['user-integrator', 'reference.read', 'one that is not known'],
      ['user-integrator', 'reference.read', crm('C-1001')],
    ])
    expect(JSON.stringify(entries)).not.toContain('canary')
  })

  test('X-03: the clients of a reference are apart', async () => {
    const other = { id: 'other', name: 'Other', bindings: {} }
    await admin.send('POST', '/api/clients', other)
    expect(await admin.send('GET', at('/api/clients/other/references', crm('C-1001')))).toMatchObject({ status: 404 })
    expect(await admin.send('POST', '/api/clients/nobody/references/delete', { ref: crm('C-1') })).toMatchObject({
      status: 404,
      body: { code: 'client.unknown' },
    })
  })
})

describe('S0-14a: another system', () => {
  let second: SandboxServer
  beforeAll(async () => {
    second = await startSandboxCrm({ port: 0 })
    const connection = { id: 'crm-b', client: 'demo', name: 'B', connector: 'sandbox-crm', system: 'crm-b', baseUrl: second.url, auth: 'oauth2', local: true }
    const credentials = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }
    await done(admin.send('POST', '/api/connections', { connection, credentials }))
    const { flow } = await done<{ flow: object }>(admin.send('GET', '/api/flows/customers'))
    const moved = JSON.parse(JSON.stringify({ ...flow, id: 'customers-b', cases: [] }).replaceAll('sandbox-crm', 'crm-b')) as object
    await done(admin.send('POST', '/api/flows', moved))
    await done(admin.send('POST', '/api/flows/customers-b/publish', { revision: 1, note: '' }))
    const { value } = await done<{ value: { flows: object } }>(admin.send('GET', '/api/implementations/sandbox-crm'))
    const flows = Object.fromEntries(Object.keys(value.flows).map((operation) => [operation, 'customers-b']))
    await done(admin.send('POST', '/api/implementations', { ...value, id: 'crm-b', connection: 'crm-b', flows, version: 1 }))
  })
  afterAll(() => second.close())

  const choose = async (implementation: string, confirm: boolean): Promise<Answer> => {
    const clients = await done<{ revision: number; value: { id: string; crm: object } }[]>(admin.send('GET', '/api/clients'))
    const { revision, value } = clients.find((each) => each.value.id === 'demo')!
    return admin.send('PUT', '/api/clients/demo', { revision, value: { ...value, crm: { ...value.crm, implementation } }, confirm })
  }
  const remapped = async (): Promise<Remapping> => {
    const { id } = await done<Remapping>(admin.send('POST', '/api/clients/demo/remappings', { from: 'sandbox-crm', to: 'crm-b', perSecond: 100 }))
    const ended = async (): Promise<Remapping> => {
      const job = (await done<Remapping[]>(admin.send('GET', '/api/clients/demo/remappings'))).find((each) => each.id === id)
      if (!job?.endedAt) throw new Error('is under way')
      return job
    }
    return vi.waitFor(ended, { timeout: 20_000, interval: 50 })
  }

  test('S0-14a: references of the system before are refused once the client lives in another one, linked ones work, and a search links the others', async () => {
    for (const id of ['C-1010', 'C-1011']) expect((await read(crm(id))).status).toBe(200)
    await done(admin.send('POST', `${REFERENCES}/links`, { pairs: [[crm('C-1010'), 'crm-b:customer:C-1020']] }))
    expect(await choose('crm-b', false)).toMatchObject({ status: 409, body: { code: 'client.other-system' } })
    expect((await read(crm('C-1011'))).body.ref).toBe(crm('C-1011'))
    expect((await choose('crm-b', true)).status).toBe(200)

    expect(await read(crm('C-1011'))).toMatchObject({ status: 409, body: { code: 'reference.other-system' } })
    expect((await read(crm('C-1010'))).body.ref).toBe('crm-b:customer:C-1020')
    expect((await read('crm-b:customer:C-1011')).body.ref).toBe('crm-b:customer:C-1011')
    // What was deleted stays deleted, wherever the customers live.
    expect((await read(crm('C-1002'))).status).toBe(410)

    const search = await remapped()
    expect(search).toMatchObject({ from: 'sandbox-crm', to: 'crm-b', failed: 0, ambiguous: 0, cancelled: false })
    expect(search.linked + search.missing).toBe(search.total)
    expect((await read(crm('C-1011'))).body.ref).toBe('crm-b:customer:C-1011')

    expect((await choose('sandbox-crm', true)).status).toBe(200)
    expect((await read('crm-b:customer:C-1011')).body.ref).toBe(crm('C-1011'))
  })

  test('S0-14a: a search in the same system, or in an implementation that is not there, is refused', async () => {
    const begin = (to: string) => admin.send('POST', '/api/clients/demo/remappings', { from: 'sandbox-crm', to })
    expect(await begin('sandbox-crm')).toMatchObject({ status: 422, body: { code: 'request.invalid' } })
    expect(await begin('nothing')).toMatchObject({ status: 404, body: { code: 'implementation.unknown' } })
  })
})
