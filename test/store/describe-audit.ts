import { expect, test } from 'vitest'
import type { AuditEntry } from '../../server/model/run-endpoint.ts'
import { type CreateBench, START } from './store-bench.ts'

const entry = (n: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  at: new Date(START + n).toISOString(),
  user: 'ann',
  action: 'run.reveal',
  subject: `run:${n % 2}`,
  note: `because of ${n}`,
  ...more,
})

export function describeAudit(create: CreateBench): void {
  test('of very many entries the newest stay', async () => {
    const { audit } = await (await create()).open({ auditKept: 600 })
    for (let from = 0; from < 1_100; from += 100)
      await Promise.all(Array.from({ length: 100 }, (_, n) => audit.add(entry(from + n, { subject: `batch:${from}` }))))
    const kept = await audit.list({ limit: 2_000 })
    expect(kept.length).toBeGreaterThanOrEqual(600)
    expect(kept.length).toBeLessThanOrEqual(1_100)
    expect(await audit.list({ subject: 'batch:1000', limit: 200 })).toHaveLength(100)
    expect(await audit.list({ subject: 'batch:0', limit: 200 })).toEqual([])
  })

  test('entries are listed newest first, all or those of a subject, also after a restart', async () => {
    const bench = await create()
    const first = await bench.open()
    for (let n = 0; n < 5; n += 1) await first.audit.add(entry(n))
    await bench.close(first)
    const { audit } = await bench.open()
    await audit.add(entry(5))
    expect(await audit.list({ limit: 3 })).toEqual([entry(5), entry(4), entry(3)])
    expect(await audit.list({ subject: 'run:0', limit: 2 })).toEqual([entry(4), entry(2)])
    expect(await audit.list({ subject: 'run:9', limit: 2 })).toEqual([])
  })

  test('nothing but the fields of an entry is kept', async () => {
    const { audit } = await (await create()).open()
    await expect(audit.add({ ...entry(1), body: 'CANARY' } as AuditEntry)).rejects.toThrow('body')
    expect(await audit.list({ limit: 9 })).toEqual([])
  })
}
