import { describe, expect, test } from 'vitest'
import type { JobView } from '../../server/engine/contract.ts'
import { failing, job, NO_JOBS, OK, submitAll, type Suite, useEngines } from './engine-bench.ts'

/** What can be seen of the jobs from outside. */
export function describeWatching(suite: Suite): void {
  describe(`${suite.name}: watching`, { timeout: suite.patienceMs * 4 }, () => {
    const { open, reaches, until } = useEngines(suite)

    test('each change of a state is told once it is durable, by whatever cause', async () => {
      const engine = open({ policy: { attempts: 1 } })
      const told: JobView[] = []
      const last = (id: string): string | undefined => told.findLast((view) => view.id === id)?.state
      await engine.start({
        run: async ({ id, attempt }) => (id === 'a' && attempt === 1 ? failing(false) : OK),
        changed: (view) => void told.push(view),
      })
      await submitAll(engine, [job('a'), job('b'), job('c'), job('d', { expiresAt: Date.now() + 300 }), job('e')])
      expect(['queued', 'active', 'blocked']).toContain(last('a'))
      expect(last('b')).toBe('queued')
      await until(() => last('a'), 'blocked')
      await engine.pause('b')
      await until(() => last('b'), 'paused')
      await engine.cancel('b')
      await until(() => last('b'), 'cancelled')
      await engine.skip('c')
      await until(() => last('c'), 'dead')
      await until(() => last('d'), 'expired')
      await engine.purge('d')
      await until(() => last('d'), 'cancelled')
      await engine.resume('a')
      await until(() => last('e'), 'completed')
      const statesOf = (id: string): string[] => told.flatMap((view) => (view.id === id ? [view.state] : []))
      for (const id of ['a', 'b', 'c', 'd', 'e']) expect(statesOf(id).filter((state, index, all) => state === all[index - 1])).toEqual([])
      expect(told.findLast(({ id }) => id === 'a')).toEqual(await engine.get('a'))
    })

    test('jobs are counted by state, with the oldest that has not ended, also after a restart', async () => {
      const first = open({ policy: { attempts: 1, after: 'skip' } })
      expect(await first.stats()).toEqual({ counts: NO_JOBS, oldestAt: null })
      await first.start({ run: async ({ id }) => (id === 'dead' ? failing() : OK) })
      await first.submit(job('delayed', { notBefore: Date.now() + 600_000 }))
      await submitAll(first, [job('a'), job('dead'), job('b')])
      await reaches(first, 'b', 'completed')
      expect(await first.stats()).toEqual({ counts: { ...NO_JOBS, waiting: 1, completed: 2, dead: 1 }, oldestAt: null })
      first.hold(new Set(['flow']))
      await submitAll(first, [job('c'), job('d')])
      const oldestAt = (await first.get('c'))!.acceptedAt
      const stats = { counts: { ...NO_JOBS, queued: 2, waiting: 1, completed: 2, dead: 1 }, oldestAt }
      expect(await first.stats()).toEqual(stats)
      await first.stop(0)
      expect(await open().stats()).toEqual(stats)
    })
  })
}
