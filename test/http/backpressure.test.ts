import { afterEach, expect, test, vi } from 'vitest'
import { start } from './start.ts'
import { ASYNC, callerOf, openTill, order, type Till } from './till.ts'

/** Milliseconds; how long it takes is no matter. */
const PATIENCE = { timeout: 15_000 }

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function open(environment: Record<string, string>) {
  const server = await start({ PATCHBAY_SANDBOX: 'off', ...environment })
  closers.push(() => server.stop())
  const admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  const till: Till = await openTill(server)
  closers.push(till.close)
  return { admin, till, pos: callerOf(server.url, await server.key()) }
}

test('a slow target is asked by so many requests at most; the others are told to come again', async () => {
  const { till, pos } = await open({ PATCHBAY_MOST_AT_WORK: '8' })
  till.mode = 'hold'
  let refused = 0
  const flood = Array.from({ length: 60 }, async (_, index) => {
    const answer = await pos.order(order(`A-${index}`))
    if (answer.status === 429) refused++
    return answer
  })
  await vi.waitFor(() => expect([till.asked(), refused]).toEqual([8, 52]), PATIENCE)
  till.release()
  const answers = await Promise.all(flood)
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(8)
  for (const { body, headers } of answers.filter(({ status }) => status === 429))
    expect([body.code, headers.get('retry-after'), headers.get('ratelimit')]).toEqual(['request.rate-limited', '1', '"server";r=0;t=1'])
  till.mode = 'ok'
  expect((await pos.order(order('A-60'))).status).toBe(201)
})

test('a queue that is full refuses further documents and loses none of those it has; half of it is for one client', async () => {
  const { admin, till, pos } = await open({ PATCHBAY_MOST_QUEUED: '10' })
  await admin.send('POST', '/api/pauses', { kind: 'flow', id: 'till' })
  const answers = []
  for (let index = 0; index < 7; index++) answers.push(await pos.order(order(`B-${index}`, { crmReference: `crm:customer:${index}` }), ASYNC))
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 503, 503])
  expect([answers[5]!.body.code, Number(answers[5]!.headers.get('retry-after')) > 0]).toEqual(['queue.full', true])
  await admin.send('DELETE', '/api/pauses/flow/till')
  for (const { body } of answers.slice(0, 5)) await pos.until(body.id, 'succeeded')
  expect((await pos.order(order('B-7'), ASYNC)).status).toBe(202)
  await vi.waitFor(() => expect(till.taken.toSorted()).toEqual(['B-0', 'B-1', 'B-2', 'B-3', 'B-4', 'B-7']), PATIENCE)
})
