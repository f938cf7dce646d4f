import { describe, expect, test } from 'vitest'
import type { Engine } from '../../server/engine/contract.ts'
import { type EngineSubject, failing, gate, job, OK, reaches, stateOf, submitAll, untilAborted, useEngines } from './engine-bench.ts'

/** What operators do, and how an engine starts and stops. */
export function describeOperation(name: string, create: () => Promise<EngineSubject>): void {
  describe(`${name}: operators`, () => {
    const { open } = useEngines(create)
    test('a paused job holds its lane until it is resumed', async () => {
      const engine = open()
      await submitAll(engine, [job('a'), job('b')])
      await engine.pause('a')
      await engine.start(async () => OK)
      await engine.submit(job('c', { lane: 'other' }))
      await reaches(engine, 'c', 'completed')
      expect([await stateOf(engine, 'a'), await stateOf(engine, 'b')]).toEqual(['paused', 'queued'])
      await engine.resume('a')
      await reaches(engine, 'b', 'completed')
    })

    test.each(['pause', 'cancel'] as const)('%s stops an active job', async (action) => {
      const engine = open()
      const attempts: number[] = []
      await engine.start(async ({ id, signal, attempt }) => {
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
      await first.start(async () => new Promise(() => undefined))
      await submitAll(first, [job('a', { lane: 'x' }), job('b', { lane: 'y' }), job('c', { lane: 'x' })])
      await reaches(first, 'b', 'active')
      await Promise.all([first.cancel('a'), first.pause('b')])
      await first.stop(0)
      const second = open()
      await second.start(async () => OK)
      await reaches(second, 'c', 'completed')
      expect([await stateOf(second, 'a'), await stateOf(second, 'b')]).toEqual(['cancelled', 'paused'])
    })

    test('work that succeeds in spite of a cancellation is completed', async () => {
      const engine = open()
      const held = gate()
      await engine.start(async () => {
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

    test.each(['queued', 'blocked', 'waiting'])('a %s job can be cancelled, and its lane goes on', async (state) => {
      const engine = open({ policy: state === 'waiting' ? { firstDelayMs: 600_000, mostDelayMs: 600_000 } : { attempts: 1 } })
      if (state === 'queued') await engine.submit(job('before'))
      await submitAll(engine, [job('a'), job('b')])
      if (state === 'queued') await engine.cancel('a')
      await engine.start(async ({ id }) => (id === 'a' ? failing() : OK))
      if (state !== 'queued') {
        await reaches(engine, 'a', state)
        await engine.cancel('a')
      }
      await reaches(engine, 'b', 'completed')
      expect(await stateOf(engine, 'a')).toBe('cancelled')
    })

    test('a waiting job can be tried at once', async () => {
      const engine = open({ policy: { firstDelayMs: 600_000, mostDelayMs: 600_000 } })
      await engine.start(async ({ attempt }) => (attempt === 1 ? failing() : OK))
      await engine.submit(job('a'))
      await reaches(engine, 'a', 'waiting')
      await engine.resume('a')
      await reaches(engine, 'a', 'completed')
      expect(await engine.get('a')).toMatchObject({ attempt: 2, dueAt: null })
    })

    test('a delayed job that is paused and resumed still waits for its time', async () => {
      const engine = open()
      await engine.start(async () => OK)
      await engine.submit(job('a', { notBefore: Date.now() + 3_600_000 }))
      await engine.pause('a')
      await engine.resume('a')
      expect(await stateOf(engine, 'a')).toBe('waiting')
      await expect(engine.resume('a')).rejects.toMatchObject({ code: 'request.conflict' })
      await engine.submit(job('b'))
      await reaches(engine, 'b', 'completed')
    })

    test('a completed job can be replayed where bodies are kept', async () => {
      const engine = open({ keepCompleted: true })
      const seen: string[] = []
      await engine.start(async ({ id, body, flowVersion }) => {
        seen.push(`${id} ${Buffer.from(body)} ${flowVersion}`)
        return OK
      })
      await engine.submit(job('a'))
      await reaches(engine, 'a', 'completed')
      const again = await engine.replay('a')
      await reaches(engine, again, 'completed')
      expect(seen).toEqual(['a body of a 3', `${again} body of a 3`])
    })

    test('what a state does not allow is refused, and an unknown job is not found', async () => {
      const engine = open()
      await engine.submit(job('a'))
      for (const action of ['resume', 'replay', 'purge'] as const) await expect(engine[action]('a')).rejects.toMatchObject({ code: 'request.conflict' })
      await engine.cancel('a')
      for (const action of ['resume', 'pause', 'cancel'] as const) await expect(engine[action]('a')).rejects.toMatchObject({ code: 'request.conflict' })
      for (const action of ['resume', 'pause', 'cancel', 'replay', 'purge'] as const)
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
      expect(await engine.counts()).toEqual({ queued: 5, active: 0, waiting: 0, blocked: 0, paused: 0, completed: 0, dead: 0, cancelled: 1 })
    })
  })

  describe(`${name}: start and stop`, () => {
    const { open } = useEngines(create)
    test('health tells whether jobs are run', async () => {
      const engine = open()
      expect((await engine.health()).ready).toBe(false)
      await engine.start(async () => OK)
      expect((await engine.health()).ready).toBe(true)
      await engine.stop(0)
      expect((await engine.health()).ready).toBe(false)
    })

    test('stop lets active jobs end within the grace time and begins no others', async () => {
      const engine = open({ concurrency: 1 })
      const held = gate()
      await engine.start(async () => {
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
      await engine.start(async () => {
        now += 1
        most = Math.max(most, now)
        await new Promise((resolve) => setImmediate(resolve))
        now -= 1
        return OK
      })
      await submitAll(
        engine,
        Array.from({ length: 40 }, (_, n) => job(`${n}`, { lane: `${n}` })),
      )
      await expect.poll(async () => (await engine.counts()).completed).toBe(40)
      expect(most).toBe(3)
    })

    test.each(['id', 'lane', 'flow'])('a job without %s is refused', async (field) => {
      await expect(open().submit({ ...job('a'), [field]: '' })).rejects.toMatchObject({ code: 'request.invalid', at: field })
    })
  })
}
