import { expect, test } from 'vitest'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf } from './support.ts'

interface Made {
  body: unknown
  status?: number
  rules: object[]
  own?: object[]
  operation?: object
}

async function call({ body, status = 200, rules, own = [], operation = {} }: Made, input: unknown = {}) {
  const { url } = await listen((_request, response) => answerJson(response, body, status))
  return probe(connectorWith({ failures: rules }, { failures: own, ...operation }), connectionTo(url)).call('read', input)
}

test('an error inside of 200 is told by a rule, with code, text, field and wait', async () => {
  const body = { error: { id: 'E-7', text: 'Ada is locked', fields: ['mail', 'phones[0].number'], wait: 9 } }
  const rules = [
    {
      when: '$exists(body.error)',
      problem: 'target.validation',
      code: 'body.error.id',
      message: 'body.error.text',
      field: 'body.error.fields',
      retryAfter: 'body.error.wait',
    },
  ]
  const problem = await problemOf(call({ body, rules }))
  expect(problem).toMatchObject({ code: 'target.validation', vendorCode: 'E-7', vendorMessage: 'Ada is locked', retryAfter: 9 })
  expect(problem.errors?.map((error) => error.path)).toEqual(['mail', 'phones[0].number'])
  expect(problem.detail).not.toContain('Ada')
})

test('rules are tried in order, those of the operation first', async () => {
  const rules = [{ status: [409], problem: 'target.conflict' }]
  const own = [
    { status: [409], when: 'body.taken', problem: 'target.duplicate' },
    { status: [404], problem: 'target.unsupported' },
  ]
  expect((await problemOf(call({ body: { taken: true }, status: 409, rules, own }))).code).toBe('target.duplicate')
  expect((await problemOf(call({ body: { taken: 'yes' }, status: 409, rules, own }))).code).toBe('target.conflict')
  expect((await problemOf(call({ body: {}, status: 404, rules, own }))).code).toBe('target.unsupported')
})

test('a rule sees the input', async () => {
  const rules = [{ when: 'body.id != input.id', problem: 'target.not-found' }]
  expect((await problemOf(call({ body: { id: 1 }, rules }, { id: 2 }))).code).toBe('target.not-found')
  expect((await call({ body: { id: 1 }, rules }, { id: 1 })).output).toEqual({ id: 1 })
})

test('only codes and field names that cannot hold a person are kept', async () => {
  const rules = [{ status: [400], problem: 'target.validation', code: 'body.code', field: 'body.field' }]
  const problem = await problemOf(call({ body: { code: 'ada@example.test', field: ['Ada Lovelace', 'name', 7] }, status: 400, rules }))
  expect(problem.vendorCode).toBeUndefined()
  expect(problem.errors?.map((error) => error.path)).toEqual(['name'])
  expect((await problemOf(call({ body: { code: 6240 }, status: 400, rules }))).vendorCode).toBe('6240')
})

test('a code or a field name that repeats what was sent is not kept', async () => {
  const rules = [{ status: [400], problem: 'target.validation', code: 'body.code', field: 'body.field' }]
  const sent = { name: 'Novak', phones: [{ number: 6240 }] }
  const problem = await problemOf(call({ body: { code: 'novak', field: ['Novak', 'name'] }, status: 400, rules }, sent))
  expect(problem.vendorCode).toBeUndefined()
  expect(problem.errors?.map((error) => error.path)).toEqual(['name'])
  expect((await problemOf(call({ body: { code: 6240 }, status: 400, rules }, sent))).vendorCode).toBeUndefined()
})

test('an operation may count other statuses as success', async () => {
  const operation = { success: [404], result: { found: false } }
  expect((await call({ body: {}, status: 404, rules: [], operation })).output).toEqual({ found: false })
  expect((await problemOf(call({ body: {}, status: 200, rules: [], operation }))).code).toBe('target.failed')
})

test('a wait that is no number of seconds is not one', async () => {
  const body = '{ "error": true, "wait": 1e400 }'
  const { url } = await listen((_request, response) => void response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '7' }).end(body))
  const connector = connectorWith({ failures: [{ when: 'body.error', problem: 'target.rate-limited', retryAfter: 'body.wait' }] })
  expect(await problemOf(probe(connector, connectionTo(url)).call('read'))).toMatchObject({ code: 'target.rate-limited', retryAfter: 7 })
})
