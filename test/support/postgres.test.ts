import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestPostgres, type TestPostgres } from './postgres.ts'

const postgres = await openTestPostgres()

describe.skipIf(!postgres)('a PostgreSQL for tests', () => {
  let server: TestPostgres
  beforeAll(() => {
    server = postgres!
  })
  afterAll(() => server.stop())

  const ask = async (url: string, sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    return (await client.query({ text: sql, rowMode: 'array' }).finally(() => client.end())).rows
  }

  test('gives databases of their own, durable ones, that can be dropped', async () => {
    const [one, two] = await Promise.all([server.createDatabase(), server.createDatabase()])
    await ask(one.url, 'CREATE TABLE t AS SELECT 1 AS x')
    expect(await ask(one.url, 'SHOW fsync')).toEqual([['on']])
    if (!process.env['PATCHBAY_TEST_POSTGRES']) await server.restart('crash')
    expect(await ask(one.url, 'SELECT x FROM t')).toEqual([[1]])
    await expect(ask(two.url, 'SELECT x FROM t')).rejects.toThrow('does not exist')
    await Promise.all([one.drop(), two.drop()])
    await expect(ask(one.url, 'SELECT 1')).rejects.toThrow('does not exist')
  })
})
