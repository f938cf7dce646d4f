import { describe, expect, test } from 'vitest'
import { begin, gate, job, OK, stateOf, submitAll, type Suite, useEngines } from './engine-bench.ts'

/** How an engine starts, works and stops. */
export function describeLife(suite: Suite): void {
  describe(`${suite.name}: start and stop`, { timeout: suite.patienceMs * 4 }, () => {
    const { open, reaches, until } = useEngines(suite)
    test('health tells whether jobs are run', async () => {
      const engine = open()
      expect((await engine.health()).ready).toBe(false)
      await begin(engine, async () => OK)
      expect((await engine.health()).ready).toBe(true)
      await engine.stop(0)
      expect((await engine.health()).ready).toBe(false)
    })

    test('stop lets active jobs end within the grace time and begins no others', async () => {
      const engine = open({ concurrency: 1 })
      const held = gate()
      await begin(engine, async () => {
        await held.opened
        return OK
      })
      await submitAll(engine, [job('a', { lane: 'x' }), job('b', { lane: 'y' })])
      await reaches(engine, 'a', 'active')
      const stopping = engine.stop(5_000)
      await expect(engine.submit(job('c'))).rejects.toMatchObject({ code: 'service.stopping' })
      held.open()
      await stopping
      const again = open()
      expect([await stateOf(again, 'a'), await stateOf(again, 'b'), await stateOf(again, 'c')]).toEqual(['completed', 'queued', undefined])
    })

    test('no more attempts than allowed go on at once', async () => {
      const engine = open({ concurrency: 3 })
      let now = 0
      let most = 0
      const full = gate()
      await submitAll(
        engine,
        Array.from({ length: 40 }, (_, n) => job(`${n}`, { lane: `${n}` })),
      )
      await begin(engine, async () => {
        now += 1
        most = Math.max(most, now)
        if (now === 3) full.open()
        await full.opened
        await new Promise((resolve) => setImmediate(resolve))
        now -= 1
        return OK
      })
      await until(async () => (await engine.stats()).counts.completed, 40)
      expect(most).toBe(3)
    })

    test.each(['id', 'lane', 'flow'])('a job without %s is refused', async (field) => {
      await expect(open().submit({ ...job('a'), [field]: '' })).rejects.toMatchObject({ code: 'request.invalid', at: field })
    })
  })
}
