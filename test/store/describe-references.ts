import { expect, test } from 'vitest'
import type { References, SeenReference } from '../../server/store/business-tables.ts'
import { START, type CreateBench } from './store-bench.ts'

/** A link id that sorts by its number. */
export const linkId = (n: number): string => String(n).padStart(26, '0')
export const seen = (ref: string, n: number, more: Partial<SeenReference> = {}): SeenReference => ({
  client: 'demo',
  ref,
  linkId: linkId(n),
  at: START + n,
  ...more,
})
export const time = (n: number): string => new Date(START + n).toISOString()
export const refsOf = (rows: readonly { ref: string }[]): string[] => rows.map(({ ref }) => ref)
const A = 'crm:customer:A'

export function describeReferences(create: CreateBench): void {
  const open = async (): Promise<References> => (await (await create()).open()).references

  test('what was seen is there at once, and after opening again', async () => {
    const bench = await create()
    const store = await bench.open()
    const first = { client: 'demo', ref: A, linkId: linkId(1), status: 'active', mergedInto: null, versionToken: 'v1', firstSeen: time(1), lastSeen: time(1) }
    await store.references.seen([seen(A, 1, { versionToken: 'v1' })])
    expect(await store.references.get('demo', A)).toEqual(first)
    expect(await store.references.linked('demo', linkId(1))).toEqual([first])
    await bench.close(store)
    expect(await (await bench.open()).references.get('demo', A)).toEqual(first)
  })

  test('a reference keeps its link and the first time it was seen', async () => {
    const bench = await create()
    const store = await bench.open()
    await store.references.seen([seen(A, 1, { versionToken: 'v1' })])
    await store.references.count('demo', 'crm')
    await store.references.seen([seen(A, 3, { versionToken: 'v2' })])
    await store.references.seen([seen(A, 2)])
    const last = { linkId: linkId(1), firstSeen: time(1), lastSeen: time(3), versionToken: 'v2' }
    expect(await store.references.get('demo', A)).toMatchObject(last)
    await bench.close(store)
    expect(await (await bench.open()).references.get('demo', A)).toMatchObject(last)
  })

  test('a reference belongs to one client', async () => {
    const references = await open()
    await references.seen([seen(A, 1), seen(A, 2, { client: 'other' })])
    expect(await references.get('demo', A)).toMatchObject({ linkId: linkId(1) })
    expect(await references.get('other', A)).toMatchObject({ linkId: linkId(2) })
    expect(await references.linked('other', linkId(1))).toEqual([])
    expect(await references.get('nobody', A)).toBeUndefined()
  })

  test('the active ones of a system are paged in the order of their bytes', async () => {
    const references = await open()
    const ours = ['crm:customer:A', 'crm:customer:B', 'crm:customer:Z', 'crm:customer:a', 'crm:customer:b%20c']
    await references.seen([...ours, 'crm-2:customer:A', 'cr:customer:A', 'crn:customer:A'].map((ref, n) => seen(ref, n)))
    expect(refsOf(await references.page('demo', 'crm', { limit: 10 }))).toEqual(ours)
    expect(refsOf(await references.page('demo', 'crm', { after: ours[1], limit: 2 }))).toEqual(ours.slice(2, 4))
    expect(refsOf(await references.page('demo', 'crm', { after: ours[4], limit: 2 }))).toEqual([])
    await references.tombstone('demo', ours[0]!, START)
    expect(refsOf(await references.page('demo', 'crm', { limit: 2 }))).toEqual(ours.slice(1, 3))
    expect(await references.count('demo', 'crm')).toEqual({ active: 4, deleted: 1 })
    expect(await references.count('demo', 'nothing')).toEqual({})
  })

  test('thousands that come at once are all there', async () => {
    const references = await open()
    const many = Array.from({ length: 2_500 }, (_, n) => seen(`crm:customer:${n}`, n))
    await references.seen(many)
    await references.seen(many.slice(0, 10))
    expect(await references.count('demo', 'crm')).toEqual({ active: 2_500 })
    expect(await references.get('demo', 'crm:customer:2499')).toMatchObject({ linkId: linkId(2_499) })
  })

  test('a text that no database keeps does no harm to others', async () => {
    const references = await open()
    const hostile = 'crm:customer:\0'
    await references.seen([seen(hostile, 1), seen(A, 2, { versionToken: '\0' })])
    expect(await references.get('demo', hostile)).toBeUndefined()
    expect(await references.get('demo', A)).toMatchObject({ versionToken: null })
    expect(await references.page('demo', 'crm', { after: hostile, limit: 1 })).toEqual([])
    await expect(references.tombstone('demo', hostile, START)).rejects.toMatchObject({ code: 'request.not-found' })
    expect(await references.count('demo', 'crm')).toEqual({ active: 1 })
  })
}
