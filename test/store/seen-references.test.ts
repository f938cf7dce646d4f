import { afterEach, beforeEach, expect, test } from 'vitest'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Problem } from '../../server/model/problem.ts'
import { businessMigrations, type BusinessTables } from '../../server/store/business-database.ts'
import { groupCommits } from '../../server/store/commit.ts'
import { openDatabase } from '../../server/store/open-database.ts'
import { openReferences } from '../../server/store/references.ts'
import { SQLITE_TYPES } from '../../server/store/table-types.ts'
import { refsOf, seen } from './describe-references.ts'
import { useFolder } from './folder.ts'

const folder = useFolder()
let database: Kysely<BusinessTables>
let commits: number
let broken: boolean
let failures: Problem[]

beforeEach(async () => {
  database = await openDatabase<BusinessTables>(join(folder(), 'business.sqlite'), businessMigrations(SQLITE_TYPES))
  commits = 0
  broken = false
  failures = []
})
afterEach(() => database.destroy())

function open(flushAfterMs: number) {
  const commit = groupCommits(database)
  return openReferences({
    database,
    commit: async (work) => {
      commits += 1
      if (broken) throw new Error('the disk is full')
      return commit(work)
    },
    flushAfterMs,
    failed: (problem) => failures.push(problem),
  })
}

const A = 'crm:customer:A'

test('what was seen is written with others after a while, not by those who ask for it', async () => {
  const references = open(3_600_000)
  for (let n = 0; n < 50; n += 1) await references.seen([seen(A, n), seen(`crm:customer:${n}`, n)])
  expect(await references.get('demo', A)).toMatchObject({ status: 'active' })
  expect(commits).toBe(0)
  await references.flush()
  expect(commits).toBe(1)
  await references.flush()
  expect(commits).toBe(1)
  expect(await references.count('demo', 'crm')).toEqual({ active: 51 })
})

test('it is written by itself', async () => {
  const references = open(1)
  await references.seen([seen(A, 1)])
  await expect.poll(() => database.selectFrom('reference').select('ref').execute()).toEqual([{ ref: A }])
})

test('what could not be written is told, still there, and written later', async () => {
  const references = open(1)
  broken = true
  await references.seen([seen(A, 1)])
  await expect.poll(() => failures.map(({ code }) => code)).toEqual(['storage.failed'])
  expect(await references.get('demo', A)).toMatchObject({ status: 'active' })
  await expect(references.tombstone('demo', A, 1)).rejects.toMatchObject({ code: 'storage.failed' })
  broken = false
  await references.seen([seen('crm:customer:B', 2)])
  expect(refsOf(await references.page('demo', 'crm', { limit: 9 }))).toEqual([A, 'crm:customer:B'])
})
