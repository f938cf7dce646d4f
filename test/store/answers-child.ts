import { randomBytes } from 'node:crypto'
import { openStore } from '../../server/store/open-store.ts'

/** Answers requests, sixteen at a time, and says each beginning and each answer that is durable. */
const store = await openStore({ dataDir: process.argv[2]!, now: Date.now, random: randomBytes })
console.log('answering')
for (let round = 0; ; round += 1) {
  const ids = Array.from({ length: 16 }, (_, n) => `${process.argv[3]}-${round}-${n}`)
  await Promise.all(
    ids.map(async (id) => {
      await store.answers.begin(id, { tag: 't', expiresAt: Date.now() + 600_000 })
      console.log(`begun ${id}`)
      await store.answers.finish(id, { status: 200, body: id })
      console.log(`answered ${id}`)
    }),
  )
}
