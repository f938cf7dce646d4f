import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CANONICAL_OPERATIONS } from '../../server/model/canonical-operation.ts'
import { BusinessDocument } from '../../server/model/business-document.ts'
import { ApiKeyView, Client } from '../../server/model/client.ts'
import { Connection } from '../../server/model/connection.ts'
import { Erasure, ReferenceRecord } from '../../server/model/crosswalk.ts'
import { Customer, CustomerCreate, CustomerPatch } from '../../server/model/customer.ts'
import { documentField, personal } from '../../server/model/field-meta.ts'
import { FlowDraft, FlowVersion } from '../../server/model/flow.ts'
import { OrderCreate } from '../../server/model/order.ts'
import { RunRecord, StepRecord } from '../../server/model/run.ts'
import { openDocuments } from '../../server/store/open-documents.ts'
import { assertStorable, leavesOf } from '../../server/store/storable.ts'
import { useFolder } from './folder.ts'

const folder = useFolder()

describe('what may be stored', () => {
  test.each(Object.entries({ FlowDraft, FlowVersion, Client, Connection, RunRecord, StepRecord, ApiKeyView, ReferenceRecord, Erasure, BusinessDocument }))(
    '%s passes',
    (name, schema) => {
      expect(() => assertStorable(schema, name)).not.toThrow()
    },
  )

  test.each(Object.entries({ Customer, CustomerCreate, CustomerPatch, OrderCreate }))('%s is refused', (name, schema) => {
    expect(() => assertStorable(schema, name)).toThrow(expect.objectContaining({ code: 'storage.forbidden' }))
  })

  const mail = personal(z.string(), 'direct')
  test.each<[string, z.ZodType, string]>([
    ['a field', z.strictObject({ a: z.strictObject({ mail }) }), 'a.mail'],
    ['a wrapped field', z.strictObject({ mail: mail.optional().default('x').readonly() }), 'mail'],
    ['a field described afterwards', z.strictObject({ mail: mail.describe('Where to write to.') }), 'mail'],
    ['a list', z.strictObject({ mails: z.array(mail) }), 'mails.[]'],
    ['the keys of a map', z.record(mail, z.string()), '{key}'],
    ['the values of a map', z.record(z.string(), mail), '{}'],
    ['a choice', z.union([z.number(), z.strictObject({ mail })]), 'mail'],
    ['a choice by type', z.discriminatedUnion('t', [z.strictObject({ t: z.literal('a') }), z.strictObject({ t: z.literal('b'), mail })]), 'mail'],
    ['a tuple', z.tuple([z.number()], mail), '[]'],
    ['an intersection', z.intersection(z.object({ a: z.number() }), z.object({ mail })), 'mail'],
    ['a transformation', z.strictObject({ mail: mail.transform((text) => text.length) }), 'mail'],
    ['a lazy schema', z.lazy(() => z.strictObject({ mail })), 'mail'],
    ['other fields of an object', z.object({}).catchall(mail), '{}'],
    ['an object that is tagged as a whole', personal(z.strictObject({ street: z.string() }), 'quasi'), 'street'],
  ])('a personal value in %s is found', (_, schema, at) => {
    expect(() => assertStorable(schema, 'test')).toThrow(expect.objectContaining({ at }))
  })

  test('a schema that contains itself ends', () => {
    interface Tree {
      name: string
      below: Tree[]
    }
    const Tree: z.ZodType<Tree> = z.lazy(() => z.strictObject({ name: documentField(z.string()), below: z.array(Tree) }))
    expect(() => assertStorable(Tree, 'tree')).not.toThrow()
    expect(leavesOf(Tree).map((leaf) => leaf.path)).toEqual(['name'])
  })

  test('documents of personal values cannot be opened', async () => {
    await expect(openDocuments({ folder: folder(), schema: Customer, name: 'customer' })).rejects.toMatchObject({ code: 'storage.forbidden' })
  })
})

describe('the canonical model', () => {
  const sides = Object.entries(CANONICAL_OPERATIONS).flatMap(
    ([id, { input, output }]) => [[`${id} input`, input], ...(output ? [[`${id} output`, output]] : [])] as [string, z.ZodType][],
  )

  test.each(sides)('%s has tags on every leaf', (side, schema) => {
    const values = leavesOf(schema).filter((leaf) => !leaf.path.endsWith('{key}'))
    // Defaults are asked for with nothing.
    expect(values.length > 0).toBe(side !== 'customers.defaults input')
    expect(values.filter((leaf) => !leaf.meta).map((leaf) => leaf.path)).toEqual([])
  })
})
