import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { checkFlow } from '../../server/flow/check-flow.ts'
import type { FlowServices } from '../../server/flow/contract.ts'
import type { Connector } from '../../server/model/connector.ts'
import type { Finding } from '../../server/model/finding.ts'
import type { Flow } from '../../server/model/flow.ts'
import type { NodeKind } from '../../server/nodes/contract.ts'
import { NODE_KINDS } from '../../server/nodes/registry.ts'
import { draw } from './bench.ts'

const expressions = createExpressions()
let folder = ''
let connectors: ReadonlyMap<string, Connector>

const FIGURES = {
  id: 'warehouse',
  name: 'Data warehouse',
  version: '1',
  description: 'Keeps figures without personal data.',
  auth: [{ type: 'none' }],
  operations: {
    'figures.put': {
      title: 'Put figures',
      effect: 'write',
      idempotency: { by: 'none' },
      input: {
        type: 'object',
        properties: {
          town: { type: 'string', 'x-store': 'aggregate' },
          rows: {
            type: 'array',
            items: { type: 'object', properties: { label: { type: 'string', 'x-store': 'doc' }, mail: { type: 'string', 'x-store': 'never' } } },
          },
          free: { type: 'string' },
        },
      },
      output: { type: 'object' },
      request: { method: 'POST', path: '/figures', body: '=input' },
    },
  },
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-connectors-'))
  await mkdir(join(folder, 'warehouse'))
  await writeFile(join(folder, 'warehouse', 'connector.json'), JSON.stringify(FIGURES))
  connectors = await loadConnectors([folder])
})
afterAll(async () => {
  await expressions.close()
  await rm(folder, { recursive: true })
})

function stored(flow: Flow, kinds: readonly NodeKind[] = NODE_KINDS): Finding[] {
  const workshop = {
    kinds: new Map(kinds.map((kind) => [kind.spec.kind, kind])),
    specs: new Map(kinds.map(({ spec }) => [spec.kind, spec])),
    expressions,
    operationSchema: ((...[, connection, operation, side]) =>
      connection === 'crm' ? {} : connectors.get(connection)?.operations[operation]?.[side]) satisfies FlowServices['operationSchema'],
    operationEffect: () => undefined,
  }
  return checkFlow(flow, workshop).filter(({ code }) => code === 'privacy.stored')
}

const CREATE: [string, Record<string, unknown>] = ['endpoint', { operation: 'customers.create' }]
const PUT: [string, Record<string, unknown>] = ['call', { connection: 'warehouse', operation: 'figures.put' }]
const row = (target: string, text: string) => ({ id: `row-${target}`, target, from: { kind: 'expression', text } })
const mapped = (...rows: object[]): Flow => draw({ in: CREATE, map: ['map', { mapping: { rows } }], put: PUT }, ['in > map', 'map > put'])

describe('a personal field that is led to a field that is kept', () => {
  test('is a warning at the row, for a copy and for what is computed of it', () => {
    const findings = stored(mapped(row('town', 'addresses[0].city'), row('rows', '[{ "label": $uppercase(name) }]'), row('free', 'notes')))
    expect(findings.map(({ level, node, row: at }) => [level, node, at])).toEqual([
      ['warning', 'map', 'row-town'],
      ['warning', 'map', 'row-rows'],
    ])
    expect(findings[0]?.message).toBe(
      'The personal field `customer.addresses.city` is led to `town` of warehouse · figures.put, which is kept without personal data. Leave it out, or send it elsewhere.',
    )
  })

  test('is none for other fields, for leaves that are not kept, and for what only decides', () => {
    expect(stored(mapped(row('town', 'addresses[0].country'), row('rows', '[{ "mail": emails[0].value }]')))).toEqual([])
    expect(stored(mapped(row('town', 'name = "x" ? "a" : "b"')))).toEqual([])
    const filtered = draw(
      { in: CREATE, only: ['filter', { when: 'name' }], set: ['set', { rows: [{ key: 'town', value: '"Brno"' }], replace: true }], put: PUT },
      ['in > only', 'only > set', 'set > put'],
    )
    expect(stored(filtered)).toEqual([])
  })

  test('is seen in a message that is handed on whole, without what was dropped', () => {
    const whole = (drop: string[]) =>
      draw({ in: CREATE, set: ['set', { rows: [{ key: 'town', value: 'addresses[0].city' }], drop }], put: PUT }, ['in > set', 'set > put'])
    expect(stored(whole([]))).toHaveLength(1)
    expect(stored(whole(['town']))).toEqual([])
  })

  test('is seen where the field of another system is copied to a personal field', () => {
    const find: [string, Record<string, unknown>] = ['call', { connection: 'crm', operation: 'find', input: '{ "id": ref }' }]
    const answer = (text: string): [string, Record<string, unknown>] => ['respond', { body: text }]
    const flow = (body: string) =>
      draw(
        {
          in: ['endpoint', { operation: 'customers.get' }],
          find,
          set: ['set', { rows: [{ key: 'town', value: 'label' }], replace: true }],
          put: PUT,
          out: answer(body),
        },
        ['in > find', 'find > set', 'set > put', 'find > out'],
      )
    expect(stored(flow('{ "name": label }'))).toHaveLength(1)
    expect(stored(flow('{ "status": label }'))).toEqual([])
  })
})

test('a kind that keeps what an expression gives is a warning at its config field', () => {
  const keep: NodeKind<{ value: string }> = {
    spec: { ...NODE_KINDS.find(({ spec }) => spec.kind === 'log')!.spec, kind: 'keep' },
    config: z.strictObject({ value: z.string() }),
    prepare({ value }, { expressions: room }) {
      const expression = room.compile(value)
      return {
        run: ({ body }) => ({ port: 'out', body }),
        trace: { out: [{ at: '', value: { of: 'message' } }], sends: [{ to: { to: 'store', field: 'value' }, value: { of: 'expression', expression } }] },
      }
    },
  }
  const flow = (value: string) => draw({ in: CREATE, keep: ['keep', { value }] }, ['in > keep'])
  const kinds = [...NODE_KINDS, keep as NodeKind]
  expect(stored(flow('status'), kinds)).toEqual([])
  expect(stored(flow('name'), kinds)).toMatchObject([{ level: 'warning', node: 'keep', field: 'value' }])
})
