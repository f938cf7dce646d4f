import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Crosswalk } from '../../server/hub/references/crosswalk.ts'
import { createLinkIds } from '../../server/hub/references/link-id.ts'
import type { Store } from '../../server/store/contract.ts'
import { openStore } from '../../server/store/open-store.ts'
import { openTestPostgres } from '../support/postgres.ts'
import { percentile, printTable } from './table.ts'

const REFERENCES = 50_000
const LOOKUPS = 5_000
const NOTED = 2_000
const PAIRS = 2_000

type Row = [label: string, value: string]

/** A crosswalk of 50,000 customers: how long a reference is looked for, what noting one costs a caller, and what stands on the disk. */
export async function benchReferences(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  try {
    const store = await openStore({ dataDir: folder, now: Date.now, random: randomBytes })
    const rows = await measure(store)
    await store.close()
    rows.push(['business.sqlite, bytes a reference', String(Math.round(sizeOf(folder) / (REFERENCES + PAIRS)))])
    printTable(`${REFERENCES} references in a data folder`, ['', 'value'], rows)
    await benchPostgres()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function benchPostgres(): Promise<void> {
  const postgres = await openTestPostgres()
  if (!postgres) return
  try {
    const { url } = await postgres.createDatabase()
    const store = await openStore({ dataDir: '/nowhere', database: url, keyText: randomBytes(32).toString('hex'), now: Date.now, random: randomBytes })
    printTable(`${REFERENCES} references in PostgreSQL`, ['', 'value'], await measure(store))
    await store.close()
  } finally {
    await postgres.stop()
  }
}

async function measure(store: Store): Promise<Row[]> {
  const linkId = createLinkIds(Date.now, randomBytes)
  const crosswalk = new Crosswalk({ store, system: () => 'crm', gone: async () => undefined, linkId, now: Date.now })
  const answered = (n: number) =>
    crosswalk.answered({ run: 'r', client: 'demo', operation: 'customers.get', body: {}, answer: { ref: refOf(n), versionToken: `v${n}` } })

  const filled = performance.now()
  for (let n = 0; n < REFERENCES; n += 1_000) {
    const seen = Array.from({ length: 1_000 }, (_, index) => ({
      client: 'demo',
      ref: refOf(n + index),
      linkId: linkId(),
      versionToken: `v${n}`,
      at: Date.now(),
    }))
    await store.references.seen(seen)
    await store.references.count('demo', 'crm')
  }
  const perSecond = (REFERENCES / (performance.now() - filled)) * 1000

  const found = await times(LOOKUPS, (n) => crosswalk.resolve('demo', refOf((n * 7_919) % REFERENCES)))
  const unknown = await times(LOOKUPS, (n) => crosswalk.resolve('demo', refOf(REFERENCES * 2 + n)))
  const noted = await times(NOTED, (n) => answered((n * 104_729) % REFERENCES))
  await store.references.count('demo', 'crm')
  const linking = performance.now()
  await crosswalk.link(
    'demo',
    Array.from({ length: PAIRS }, (_, n): [string, string] => [refOf(n), `books:customer:${n}`]),
  )
  const links = (PAIRS / (performance.now() - linking)) * 1000
  const linked = await times(PAIRS, (n) => crosswalk.resolve('demo', `books:customer:${n}`))
  const gone = await times(100, (n) => crosswalk.bury('demo', refOf(REFERENCES - 1 - n)))
  return [
    ['references noted, a second', perSecond.toFixed(0)],
    ...spread('lookup of a known one', found),
    ...spread('lookup of an unknown one', unknown),
    ...spread('lookup of a linked one of another system', linked),
    ...spread('noting one that was read', noted),
    ['links, a second', links.toFixed(0)],
    ...spread('tombstone, durable', gone),
  ]
}

const refOf = (n: number): string => `crm:customer:C-${1_000_000 + n}`

async function times(count: number, work: (n: number) => unknown): Promise<number[]> {
  const taken: number[] = []
  for (let n = 0; n < count; n += 1) {
    const begin = performance.now()
    await work(n)
    taken.push((performance.now() - begin) * 1000)
  }
  // The first ones are slower: their code is not compiled yet.
  return taken.slice(count / 5)
}

const spread = (label: string, taken: readonly number[]): Row[] => [
  [`${label}, µs median`, percentile(taken, 0.5).toFixed(0)],
  [`${label}, µs p99`, percentile(taken, 0.99).toFixed(0)],
]

const sizeOf = (folder: string): number =>
  readdirSync(folder)
    .filter((file) => file.startsWith('business.sqlite'))
    .reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
