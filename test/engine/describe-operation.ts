import { describe, expect, test } from 'vitest'
import type { Engine } from '../../server/engine/contract.ts'
import { begin, failing, gate, job, NO_JOBS, OK, stateOf, submitAll, type Suite, untilAborted, useEngines } from './engine-bench.ts'

/** What operators do. */
export function describeOperation(suite: Suite): void {
  describe(`${suite.name}: operators`, { timeout: suite.patienceMs * 4 }, () => {
    const { open, reaches } = useEngines(suite)
    test('a paused job holds its lane until it is resumed', async () => {
      const engine = open()
      await submitAll(engine, [job('a'), job('b')])
      await engine.pause('a')
      await begin(engine, async () => OK)
      await engine.submit(job('c', { lane: 'other' }))
      await reaches(engine, 'c', 'completed')
      expect([await stateOf(engine, 'a'), await stateOf(engine, 'b')]).toEqual(['paused', 'queued'])
      await engine.resume('a')
      await reaches(engine, 'b', 'completed')
    })

    test.each(['pause', 'cancel'] as const)('%s stops an active job', async (action) => {
      const engine = open()
      const attempts: number[] = []
      await begin(engine, async ({ id, signal, attempt }) => {
        attempts.push(attempt)
        return id === 'a' && attempt === 1 ? untilAborted(signal) : OK
      })
      await submitAll(engine, [job('a'), job('b')])
      await reaches(engine, 'a', 'active')
      await engine[action]('a')
      await reaches(engine, 'a', action === 'pause' ? 'paused' : 'cancelled')
      if (action === 'pause') await engine.resume('a')
      await reaches(engine, 'b', 'completed')
      expect(attempts).toEqual(action === 'pause' ? [1, 2, 1] : [1, 1])
    })

    test('a wish for an active job outlives the process', async () => {
      const first = open()
      await begin(first, async () => new Promise(() => undefined))
      await submitAll(first, [job('a', { lane: 'x' }), job('b', { lane: 'y' }), job('c', { lane: 'x' })])
      await reaches(first, 'b', 'active')
      await Promise.all([first.cancel('a'), first.pause('b')])
      await first.stop(0)
      const second = open()
      await begin(second, async () => OK)
      await reaches(second, 'c', 'completed')
      expect([await stateOf(second, 'a'), await stateOf(second, 'b')]).toEqual(['cancelled', 'paused'])
    })

    test('work that succeeds in spite of a cancellation is completed', async () => {
      const engine = open()
      const held = gate()
      await begin(engine, async () => {
        await held.opened
        return OK
      })
      await engine.submit(job('a'))
      await reaches(engine, 'a', 'active')
      await engine.cancel('a')
      held.open()
      await reaches(engine, 'a', 'completed')
      expect(await engine.get('a')).toMatchObject({ attempt: 1, problem: null })
    })

    test.each(['queued', 'blocked', 'waiting'] as const)('a %s job can be cancelled, and its lane goes on', async (state) => {
      const engine = open({ policy: state === 'waiting' ? { firstDelayMs: 600_000, mostDelayMs: 600_000 } : { attempts: 1 } })
      if (state === 'queued') await engine.submit(job('before'))
      await submitAll(engine, [job('a'), job('b')])
      if (state === 'queued') await engine.cancel('a')
      await begin(engine, async ({ id }) => (id === 'a' ? failing() : OK))
      if (state !== 'queued') {
        await reaches(engine, 'a', state)
        await engine.cancel('a')
      }
      await reaches(engine, 'b', 'completed')
      expect(await stateOf(engine, 'a')).toBe('cancelled')
    })

    test('a waiting job can be tried at once', async () => {
      const engine = open({ policy: { firstDelayMs: 600_000, mostDelayMs: 600_000 } })
      await begin(engine, async ({ attempt }) => (attempt === 1 ? failing() : OK))
      await engine.submit(job('a'))
      await reaches(engine, 'a', 'waiting')
      await engine.resume('a')
      await reaches(engine, 'a', 'completed')
      expect(await engine.get('a')).toMatchObject({ attempt: 2, dueAt: null })
    })

    test('a delayed job that is paused and resumed still waits for its time', async () => {
      const engine = open()
      await begin(engine, async () => OK)
      await engine.submit(job('a', { notBefore: Date.now() + 3_600_000 }))
      await engine.pause('a')
      await engine.resume('a')
      expect(await stateOf(engine, 'a')).toBe('waiting')
      await expect(engine.resume('a')).rejects.toMatchObject({ code: 'request.conflict' })
      await engine.submit(job('b'))
      await reaches(engine, 'b', 'completed')
    })

    test('what a state does not allow is refused, and an unknown job is not found', async () => {
      const engine = open()
      await engine.submit(job('a'))
      for (const action of ['resume', 'retry', 'purge'] as const) await expect(engine[action]('a')).rejects.toMatchObject({ code: 'request.conflict' })
      await engine.cancel('a')
      for (const action of ['resume', 'pause', 'cancel', 'skip'] as const) await expect(engine[action]('a')).rejects.toMatchObject({ code: 'request.conflict' })
      for (const action of ['resume', 'pause', 'cancel', 'retry', 'skip', 'open', 'steps', 'purge'] as const)
        await expect(engine[action]('__proto__')).rejects.toMatchObject({ code: 'request.not-found' })
      expect(await engine.get('__proto__')).toBeUndefined()
    })

    test('jobs are listed in accept order by filter and page, and counted by state', async () => {
      const engine = open()
      for (let n = 0; n < 6; n += 1) await engine.submit(job(`${n}`, { lane: n % 2 ? 'odd' : 'even', flow: n < 3 ? 'low' : 'high' }))
      await engine.cancel('0')
      const ids = async (filter: Parameters<Engine['list']>[0]): Promise<string[]> => (await engine.list(filter)).map(({ id }) => id)
      expect(await ids({})).toEqual(['0', '1', '2', '3', '4', '5'])
      expect(await ids({ lane: 'odd', flow: 'high' })).toEqual(['3', '5'])
      expect(await ids({ state: 'cancelled' })).toEqual(['0'])
      expect(await ids({ after: '1', limit: 2 })).toEqual(['2', '3'])
      expect(await ids({ lane: "' OR 1=1 --" })).toEqual([])
      expect((await engine.stats()).counts).toEqual({ ...NO_JOBS, queued: 5, cancelled: 1 })
    })
  })
}
