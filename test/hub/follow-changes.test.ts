import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { followOthers } from '../../server/follow-changes.ts'

test('what clients refer to is read before them, so that no call finds a client whose implementation is not there yet', async () => {
  const read: string[] = []
  const reads = (name: string) => ({ open: async () => void read.push(name) })
  const stop = followOthers({
    store: { changes: () => () => undefined },
    hub: { clients: reads('clients'), connections: reads('connections'), implementations: reads('implementations'), discounts: reads('discounts') } as never,
    delivery: { pausesChanged: async () => undefined },
    openFlows: async () => void read.push('flows'),
    log: pino({ level: 'silent' }),
  })
  await vi.waitFor(() => expect(read).toContain('discounts'))
  await vi.waitFor(() => expect(read).toContain('clients'))
  await vi.waitFor(() => expect(read).toContain('flows'))
  await stop()
  expect(read.filter((name) => ['flows', 'implementations', 'clients'].includes(name))).toEqual(['flows', 'implementations', 'clients'])
  expect(read.indexOf('connections')).toBeLessThan(read.indexOf('implementations'))
})
