import { expect, test } from 'vitest'
import type { References } from '../../server/store/business-tables.ts'
import { linkId, refsOf, seen, time } from './describe-references.ts'
import { START, type CreateBench } from './store-bench.ts'

const [A, B, C, D] = ['crm:customer:A', 'crm:customer:B', 'crm:customer:C', 'crm:customer:D'] as const
const [BOOKS, SHOP] = ['books:customer:1', 'shop:customer:1'] as const

export function describeReferenceLinks(create: CreateBench): void {
  const open = async (...refs: string[]): Promise<References> => {
    const { references } = await (await create()).open()
    await references.seen(refs.map((ref, n) => seen(ref, n + 1)))
    return references
  }

  test('linked ones get the older link id, with all that had either', async () => {
    const references = await open(A, BOOKS, SHOP, B)
    await references.link('demo', [SHOP, B], START)
    expect(refsOf(await references.link('demo', [SHOP, A], START))).toEqual([A, SHOP, B])
    expect(refsOf(await references.linked('demo', linkId(1)))).toEqual([A, SHOP, B])
    expect(await references.linked('demo', linkId(3))).toEqual([])
    expect(await references.get('demo', BOOKS)).toMatchObject({ linkId: linkId(2) })
    expect(await references.link('demo', [B, A], START)).toHaveLength(3)
  })

  test('links that are made at once lose nothing', async () => {
    const refs = Array.from({ length: 12 }, (_, n) => `s${n}:customer:1`)
    const references = await open(...refs)
    await Promise.all(refs.slice(1).map((ref, n) => references.link('demo', [refs[n]!, ref], START)))
    expect(await references.linked('demo', linkId(1))).toHaveLength(12)
  })

  test('many are linked at once, but for those that are refused', async () => {
    const references = await open(A, BOOKS, SHOP, B)
    const pairs: [string, string][] = [
      [A, BOOKS],
      [A, C],
      [A, 'crm:customer:\0'],
      [BOOKS, SHOP],
    ]
    const refused = await references.linkAll('demo', pairs, START)
    expect(refused.map((problem) => problem?.code)).toEqual([undefined, 'request.not-found', 'request.not-found', undefined])
    expect(refsOf(await references.linked('demo', linkId(1)))).toEqual([A, BOOKS, SHOP])
  })

  test('what is not there cannot be linked, merged or deleted, and what is asked meanwhile is done all the same', async () => {
    const references = await open(A, B)
    const missing = { code: 'request.not-found' }
    const results = await Promise.allSettled([
      references.link('demo', [A, SHOP], START),
      references.link('demo', [A, B], START),
      references.merge('other', { from: A, into: B }, START),
      references.tombstone('demo', SHOP, START),
      references.erased('demo', A, { by: 'ada', at: START }),
    ])
    expect(results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : result.status))).toEqual([
      missing.code,
      'fulfilled',
      missing.code,
      missing.code,
      missing.code,
    ])
    expect(await references.linked('demo', linkId(1))).toHaveLength(2)
  })

  test('a merged one points to the end of the chain, however it came about', async () => {
    const references = await open(A, B, C, D)
    await references.merge('demo', { from: A, into: B }, START)
    await references.merge('demo', { from: C, into: A }, START)
    const all = await references.merge('demo', { from: B, into: D }, START)
    expect(all.map(({ ref, status, mergedInto }) => [ref, status, mergedInto])).toEqual([
      [A, 'merged', D],
      [B, 'merged', D],
      [C, 'merged', D],
      [D, 'active', null],
    ])
    expect(await references.merge('demo', { from: A, into: B }, START)).toEqual(all)
  })

  test('there are no cycles, and no merges across systems or into two', async () => {
    const references = await open(A, B, C, SHOP)
    await references.merge('demo', { from: A, into: B }, START)
    const merge = (from: string, into: string) => references.merge('demo', { from, into }, START)
    await expect(merge(B, A)).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(merge(C, C)).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(merge(C, SHOP)).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(merge(A, C)).rejects.toMatchObject({ code: 'request.conflict' })
    expect(await references.get('demo', C)).toMatchObject({ status: 'active', linkId: linkId(3) })
  })

  test('a merge takes the links along', async () => {
    const references = await open(A, B, SHOP, BOOKS)
    await references.link('demo', [A, SHOP], START)
    await references.link('demo', [B, BOOKS], START)
    expect(refsOf(await references.merge('demo', { from: A, into: B }, START))).toEqual([A, B, SHOP, BOOKS])
  })

  test('a deleted one leaves a tombstone, and its copies are listed until somebody has seen to them', async () => {
    const references = await open(A, SHOP, BOOKS, B)
    await references.link('demo', [A, SHOP], START)
    await references.link('demo', [A, BOOKS], START)
    const listed = await references.tombstone('demo', A, START + 9)
    expect(listed.map(({ ref, since, doneAt }) => [ref, since, doneAt])).toEqual([BOOKS, SHOP].map((ref) => [ref, time(9), null]))
    expect(await references.get('demo', A)).toMatchObject({ status: 'deleted', versionToken: null, lastSeen: time(9) })
    expect(await references.tombstone('demo', A, START + 99)).toEqual(listed)
    expect(await references.erasures('other', true)).toEqual([])

    await references.erased('demo', SHOP, { by: 'ada', at: START + 20 })
    await references.erased('demo', SHOP, { by: 'bob', at: START + 21 })
    expect(refsOf(await references.erasures('demo', true))).toEqual([BOOKS])
    expect((await references.erasures('demo', false))[1]).toMatchObject({ ref: SHOP, doneAt: time(20), doneBy: 'ada' })
    expect(await references.get('demo', SHOP)).toMatchObject({ status: 'deleted' })
    expect(await references.get('demo', B)).toMatchObject({ status: 'active' })
  })

  test('a copy that is deleted itself needs nobody to see to it', async () => {
    const references = await open(A, SHOP)
    await references.link('demo', [A, SHOP], START)
    await references.tombstone('demo', A, START)
    expect(await references.tombstone('demo', SHOP, START + 5)).toMatchObject([{ ref: SHOP, doneAt: time(5), doneBy: null }])
    expect(await references.erasures('demo', true)).toEqual([])
  })

  test('a deleted one stays deleted: it is not seen, linked or merged again', async () => {
    const references = await open(A, B)
    await references.tombstone('demo', A, START)
    await references.seen([seen(A, 50, { versionToken: 'v' })])
    await references.count('demo', 'crm')
    expect(await references.get('demo', A)).toMatchObject({ status: 'deleted', versionToken: null })
    await expect(references.link('demo', [A, B], START)).rejects.toMatchObject({ code: 'reference.deleted' })
    await expect(references.merge('demo', { from: A, into: B }, START)).rejects.toMatchObject({ code: 'reference.deleted' })
    await expect(references.merge('demo', { from: B, into: A }, START)).rejects.toMatchObject({ code: 'reference.deleted' })
  })

  test('a copy that is found after the deletion is listed as well', async () => {
    const references = await open(A, SHOP, BOOKS)
    await references.link('demo', [A, SHOP], START)
    await references.tombstone('demo', A, START + 5)
    await references.link('demo', [SHOP, BOOKS], START + 6)
    expect((await references.erasures('demo', true)).map(({ ref, since }) => [ref, since])).toEqual([
      [SHOP, time(5)],
      [BOOKS, time(6)],
    ])
  })

  test('the system says that a merged one is gone: it still leads to the other', async () => {
    const references = await open(A, B)
    await references.merge('demo', { from: A, into: B }, START)
    expect(await references.tombstone('demo', A, START)).toEqual([])
    expect(await references.get('demo', A)).toMatchObject({ status: 'merged', mergedInto: B })
  })
}
