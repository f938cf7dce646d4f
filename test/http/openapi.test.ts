import { expect, test } from 'vitest'
import { z } from 'zod'
import { EXAMPLES } from '../../server/http/openapi-examples.ts'
import { makeOpenApi } from '../../server/http/openapi.ts'
import { planInput } from '../../server/http/canonical-input.ts'
import { CANONICAL_OPERATIONS, type CanonicalOperation } from '../../server/model/canonical-operation.ts'
import { ENDPOINTS } from '../../server/model/endpoint.ts'
import { PROBLEMS } from '../../server/model/problem.ts'

// oxlint-disable-next-line no-explicit-any
const document = makeOpenApi('1.2.3') as any
const paths: Record<string, object> = document.paths
const operations = Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => [path, method, operation] as const))

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
  expect(ids.toSorted()).toEqual([...Object.keys(CANONICAL_OPERATIONS), ...Object.keys(ENDPOINTS)].toSorted())
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
  expect(statuses.filter((status) => status.startsWith('2'))).toHaveLength(1)
  expect(statuses).toEqual(expect.arrayContaining(['401', '422', '500']))
})

test('every problem of the table appears with its status', () => {
  for (const [code, { status }] of Object.entries(PROBLEMS)) expect(document.components.responses[`Problem${status}`].description).toContain(`\`${code}\``)
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
  expect(() => plan.read({ ref }, example.request, undefined)).not.toThrow()
  expect((operation.output ?? z.undefined()).safeParse(example.response).error?.issues).toBeUndefined()
})
