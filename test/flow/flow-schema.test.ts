import { describe, expect, test } from 'vitest'
import { canonicalSchema } from '../../server/model/canonical-operation.ts'
import type { Flow } from '../../server/model/flow.ts'
import { expectedOf, schemasOf, type OperationSchemas } from '../../server/model/flow-schema.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { NODE_KINDS } from '../../server/nodes/registry.ts'
import { draw, HOOK } from './bench.ts'

const specs = new Map(NODE_KINDS.map((kind) => [kind.spec.kind, kind.spec]))
const FOUND: JsonSchema = { type: 'object', properties: { id: { type: 'string' } } }
const WANTED: JsonSchema = { type: 'object', properties: { email: { type: 'string' } } }
const lookup: OperationSchemas = (connection, operation, side) =>
  connection === 'crm' && operation === 'find' ? (side === 'input' ? WANTED : FOUND) : undefined

const at = (flow: Flow, node: string) => schemasOf(flow, specs, lookup).get(node)
const expected = (flow: Flow, node: string) => expectedOf(flow, node, { specs, lookup })
const SEARCH: [string, Record<string, unknown>] = ['endpoint', { operation: 'customers.search' }]
const CREATE: [string, Record<string, unknown>] = ['endpoint', { operation: 'orders.create' }]
const FIND = (more: Record<string, unknown> = {}): [string, Record<string, unknown>] => ['call', { connection: 'crm', operation: 'find', ...more }]
const MAP: [string, Record<string, unknown>] = ['map', { mapping: { rows: [] } }]

describe('what arrives', () => {
  test('comes from the trigger and passes through', () => {
    const flow = draw({ in: SEARCH, log: ['log'], filter: ['filter', { when: '1' }], out: ['respond'] }, ['in > log', 'log > filter', 'filter.rejected > out'])
    expect(at(flow, 'out')?.input).toBe(canonicalSchema('customers.search', 'input'))
  })

  test('is the output of a call, or the message with it', () => {
    expect(at(draw({ in: SEARCH, call: FIND(), out: ['respond'] }, ['in > call', 'call > out']), 'out')?.input).toBe(FOUND)
    const kept = at(draw({ in: SEARCH, call: FIND({ as: 'hit' }), out: ['respond'] }, ['in > call', 'call > out']), 'out')?.input
    expect(Object.keys(kept?.properties ?? {})).toEqual([...Object.keys(canonicalSchema('customers.search', 'input')!.properties!), 'hit'])
    expect(kept?.properties?.hit).toBe(FOUND)
  })

  test('on an error path is what the failed node got', () => {
    expect(at(draw({ in: SEARCH, call: FIND(), out: ['respond'] }, ['in > call', 'call.problem > out']), 'out')?.input).toBe(
      canonicalSchema('customers.search', 'input'),
    )
  })

  test('holds the fields of all schemas that meet, those of only some as optional', () => {
    const met = at(draw({ in: CREATE, call: FIND({ as: 'hit' }), out: ['respond'] }, ['in > call', 'call > out', 'in > out']), 'out')?.input
    expect(Object.keys(met?.properties ?? {})).toEqual(expect.arrayContaining(['lines', 'hit']))
    expect(met?.required).toContain('lines')
    expect(met?.required).not.toContain('hit')
  })

  test('is not known where one of several is not known', () => {
    expect(at(draw({ in: SEARCH, other: HOOK, out: ['respond'] }, ['in > out', 'other > out']), 'out')?.input).toBeUndefined()
  })

  test('is an element after a split, and a list after collecting', () => {
    const flow = draw({ in: CREATE, split: ['split', { items: 'lines' }], log: ['log'], collect: ['collect', { as: 'lines' }], out: ['respond'] }, [
      'in > split',
      'split.item > log',
      'log > collect',
      'collect > out',
    ])
    expect(Object.keys(at(flow, 'log')?.input?.properties ?? {})).toContain('unitPrice')
    expect(at(flow, 'out')?.input?.properties?.lines?.items?.properties).toHaveProperty('unitPrice')
  })

  test('has the keys that were set and looked up', () => {
    const set = (replace: boolean): Flow =>
      draw({ in: SEARCH, set: ['set', { rows: [{ key: 'x', value: '1' }], replace }], out: ['respond'] }, ['in > set', 'set > out'])
    expect(Object.keys(at(set(false), 'out')?.input?.properties ?? {})).toEqual(expect.arrayContaining(['name', 'x']))
    expect(Object.keys(at(set(true), 'out')?.input?.properties ?? {})).toEqual(['x'])
    const flow = draw({ in: HOOK, look: ['lookup', { code: 'a', entries: {}, into: 'b' }], out: ['respond'] }, ['in > look', 'look > out'])
    expect(at(flow, 'out')?.input).toEqual({ type: 'object', properties: { b: {} }, additionalProperties: true })
  })

  test('a loop ends', () => expect(at(draw({ in: SEARCH, a: ['log'], b: ['log'] }, ['in > a', 'a > b', 'b > a']), 'a')?.input).toBeUndefined())
})

describe('what the next node expects', () => {
  test('before a respond node is the output of the operation', () => {
    const flow = draw({ in: SEARCH, map: MAP, log: ['log'], out: ['respond'] }, ['in > map', 'map > log', 'log > out'])
    expect(expected(flow, 'map')).toBe(canonicalSchema('customers.search', 'output'))
    expect(at(flow, 'map')?.output).toBe(canonicalSchema('customers.search', 'output'))
  })

  test('is nothing if the answer has a body of its own, or belongs to several operations', () => {
    expect(expected(draw({ in: SEARCH, map: MAP, out: ['respond', { body: '1' }] }, ['in > map', 'map > out']), 'map')).toBeUndefined()
    expect(expected(draw({ in: SEARCH, other: CREATE, map: MAP, out: ['respond'] }, ['in > map', 'other > map', 'map > out']), 'map')).toBeUndefined()
  })

  test('before a call is the input of the operation, unless it has an input of its own', () => {
    expect(expected(draw({ in: SEARCH, map: MAP, call: FIND() }, ['in > map', 'map > call']), 'map')).toBe(WANTED)
    expect(expected(draw({ in: SEARCH, map: MAP, call: FIND({ input: '{}' }) }, ['in > map', 'map > call']), 'map')).toBeUndefined()
  })

  test('before a collect node is an element of what it is to fill', () => {
    const flow = draw({ in: SEARCH, split: ['split', { items: 'a' }], map: MAP, collect: ['collect', { as: 'items' }], out: ['respond'] }, [
      'in > split',
      'split.item > map',
      'map > collect',
      'collect > out',
    ])
    expect(expected(flow, 'map')?.title).toBe('Customer')
  })

  test('is the target that the mapping names', () => {
    const flow = draw({ in: SEARCH, map: ['map', { mapping: { rows: [], target: { from: 'inline', schema: FOUND } } }], out: ['respond'] }, [
      'in > map',
      'map > out',
    ])
    expect(at(flow, 'map')?.output).toBe(FOUND)
  })
})
