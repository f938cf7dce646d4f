import { randomBytes } from 'node:crypto'
import { openStore } from '../../server/store/open-store.ts'

/** Opens a store, writes one client, says so and stays. */
try {
  const store = await openStore({ dataDir: process.argv[2]!, now: Date.now, random: randomBytes })
  await store.clients.put('shop', { id: 'shop', name: 'Shop', bindings: {} }, (await store.clients.get('shop'))?.revision ?? null)
  console.log('open')
  setInterval(() => undefined, 60_000)
} catch (error) {
  console.log(String(error))
  process.exitCode = 1
}
