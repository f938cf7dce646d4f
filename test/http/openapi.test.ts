import { expect, test } from 'vitest'
import { z } from 'zod'
import { CALLBACK_EXAMPLE, EXAMPLES, STATUS_EXAMPLE } from '../../server/http/openapi-examples.ts'
import { makeOpenApi } from '../../server/http/openapi.ts'
import { planInput } from '../../server/http/canonical-input.ts'
import { Callback } from '../../server/model/callback.ts'
import { CALLER_ENDPOINTS } from '../../server/model/caller-endpoint.ts'
import { CANONICAL_OPERATIONS, type CanonicalOperation } from '../../server/model/canonical-operation.ts'
import { RunStatus } from '../../server/model/delivery.ts'
import { ENDPOINTS } from '../../server/model/endpoint.ts'
import { PROBLEMS } from '../../server/model/problem-table.ts'

// oxlint-disable-next-line no-explicit-any
const document = makeOpenApi('1.2.3') as any
const paths: Record<string, object> = document.paths
const operations = Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => [path, method, operation] as const))

const CANONICAL: Readonly<Record<string, CanonicalOperation | undefined>> = CANONICAL_OPERATIONS

function everyRef(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' && typeof inner === 'string' ? [inner] : everyRef(inner)))
}

const resolve = (ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce<unknown>((here, part) => (here as Record<string, unknown> | undefined)?.[part], document)

test('it is OpenAPI 3.1 with the version of the server', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(document.info.version).toBe('1.2.3')
})

test('it describes every canonical operation and every endpoint once', () => {
  const ids = operations.map(([, , operation]) => operation.operationId)
  const callers = [...Object.keys(CANONICAL_OPERATIONS), ...Object.keys(CALLER_ENDPOINTS), 'runs.status', 'selector.changes']
  const editor = Object.keys(ENDPOINTS).map((id) => (callers.includes(id) ? `editor.${id}` : id))
  expect(ids.toSorted()).toEqual([...callers, ...editor].toSorted())
  expect(new Set(ids).size).toBe(ids.length)
})

test('every reference leads somewhere inside the document', () => {
  const refs = everyRef(document)
  expect(refs.length).toBeGreaterThan(100)
  expect(refs.filter((ref) => !ref.startsWith('#/') || resolve(ref) === undefined)).toEqual([])
})

test('no schema stands there unused', () => {
  const refs = new Set(everyRef(document))
  expect(Object.keys(document.components.schemas).filter((name) => !refs.has(`#/components/schemas/${name}`))).toEqual([])
})

test.each(operations)('%s %s declares its path parameters, a success and problem responses', (path, _method, operation) => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
  const declared = (operation.parameters ?? []).filter((parameter: { in: string }) => parameter.in === 'path')
  expect(declared.map((parameter: { name: string }) => parameter.name)).toEqual(names)
  expect(declared.every((parameter: { required: boolean; schema: object }) => parameter.required && Object.keys(parameter.schema).length > 0)).toBe(true)
  const statuses = Object.keys(operation.responses)
  const queued = CANONICAL[operation.operationId] && !CANONICAL[operation.operationId]!.reads
  expect(statuses.filter((status) => status.startsWith('2'))).toHaveLength(queued ? 2 : 1)
  expect(statuses).toEqual(expect.arrayContaining(['401', '422', '500']))
})

test('every problem of the table appears with its status', () => {
  for (const [code, { status }] of Object.entries(PROBLEMS)) expect(document.components.responses[`Problem${status}`].description).toContain(`\`${code}\``)
})

test('S0-24: a stale change is said to bring the customer as it is now', () => {
  const of = (path: string) => document.paths[path].patch.responses['409'].content?.['application/problem+json'].schema
  expect(of('/api/v1/customers/{ref}').allOf).toEqual([
    { $ref: '#/components/schemas/Problem' },
    { type: 'object', properties: { current: { $ref: '#/components/schemas/Customer', description: expect.stringContaining('as it is now') } } },
  ])
  expect(of('/api/v1/documents/{id}')).toBeUndefined()
})

test('only a change of a customer knows the version that it was made from', () => {
  const knows = (path: string, method: string) => (document.paths[path][method].parameters ?? []).some(({ name }: { name: string }) => name === 'If-Match')
  expect([knows('/api/v1/customers/{ref}', 'patch'), knows('/api/v1/customers/{ref}', 'delete'), knows('/api/v1/orders', 'post')]).toEqual([true, false, false])
})

test('defaults make fields optional in requests and certain in answers', () => {
  expect(document.components.schemas.CustomerCreateInput.required).toEqual(['name'])
  expect(document.components.schemas.Flow.required).toContain('settings')
  expect(document.components.schemas.FlowInput.required).not.toContain('settings')
})

test.each(Object.entries(CANONICAL_OPERATIONS) as [string, CanonicalOperation][])('%s has examples that fit its schemas', (id, operation) => {
  const plan = planInput(operation)
  const example = EXAMPLES[id] ?? {}
  const ref = 'sandbox-crm:customer:C-1001'
  expect(() => plan.read(operation.path.includes('{id}') ? { id: 'a-run' } : { ref }, example.request, undefined)).not.toThrow()
  expect((operation.output ?? z.undefined()).safeParse(example.response).error?.issues).toBeUndefined()
})

test('only operations that write know idempotency keys, 202 and callbacks', () => {
  for (const [path, method, operation] of operations.filter(([, , { tags }]) => tags.includes('operations'))) {
    const writes = CANONICAL[operation.operationId] !== undefined && !CANONICAL[operation.operationId]!.reads
    const headers = (operation.parameters ?? []).filter((parameter: { in: string }) => parameter.in === 'header').map(({ name }: { name: string }) => name)
    expect([path, method, headers.includes('Idempotency-Key'), headers.includes('Prefer')]).toEqual([path, method, writes, writes])
    expect([path, '202' in operation.responses, operation.callbacks !== undefined]).toEqual([path, writes, writes])
    expect(Object.keys(operation.responses)).toContain('429')
  }
  const order = paths['/api/v1/orders'] as any // oxlint-disable-line no-explicit-any
  const [callback] = Object.values<any>(order.post.callbacks.ended) // oxlint-disable-line no-explicit-any
  expect(callback.post.parameters.map(({ name }: { name: string }) => name)).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature'])
})

test('the examples of states and callbacks fit their schemas', () => {
  expect(RunStatus.safeParse(STATUS_EXAMPLE).error).toBeUndefined()
  expect(Callback.safeParse(CALLBACK_EXAMPLE).error).toBeUndefined()
})
