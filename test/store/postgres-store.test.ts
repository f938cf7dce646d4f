import { afterAll } from 'vitest'
import { openTestPostgres } from '../support/postgres.ts'
import { describeStore } from './contract.ts'
import { inPostgres } from './store-bench.ts'

// No test here looks at what is left after a crash of the database.
const postgres = await openTestPostgres({ fsync: false })
afterAll(() => postgres?.stop())

describeStore('in PostgreSQL', postgres && inPostgres(postgres))
