import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type AnswerTables, answerMigrations } from '../../server/store/answer-table.ts'
import { createBodies } from '../../server/store/bodies.ts'
import { type Commit, groupCommits } from '../../server/store/commit.ts'
import { openAnswers } from '../../server/store/first-answers.ts'
import { openDatabase } from '../../server/store/open-database.ts'
import { createSeal } from '../../server/store/seal.ts'
import { SQLITE_TYPES } from '../../server/store/table-types.ts'
import { useFolder } from './folder.ts'

const folder = useFolder()

test('a claim whose end could not be written does not count as at work: what it has done is not known', async () => {
  const database = await openDatabase<AnswerTables>(join(folder(), 'answers.sqlite'), answerMigrations(SQLITE_TYPES))
  const disk = { full: false }
  const group = groupCommits(database)
  const commit: Commit<AnswerTables> = (work) => (disk.full ? Promise.reject(new Error('no space')) : group(work))
  const bodies = createBodies(createSeal(randomBytes(32), randomBytes), randomBytes)
  const answers = openAnswers({ commit, bodies, process: 'p', alive: async (process) => process === 'p', now: () => 0 })
  onTestFinished(async () => {
    await answers.close()
    await database.destroy()
  })
  const begin = () => answers.begin('a', { tag: 't', expiresAt: 1000 })
  expect([await begin(), await begin(), await answers.peek('a', 't')]).toEqual(['begun', 'running', 'running'])
  disk.full = true
  await expect(answers.finish('a', { status: 200, body: 1 })).rejects.toMatchObject({ code: 'storage.failed' })
  await expect(answers.release('a', 'crashed')).rejects.toMatchObject({ code: 'storage.failed' })
  disk.full = false
  expect([await answers.peek('a', 't'), await begin(), await begin()]).toEqual(['crashed', 'crashed', 'running'])
})
