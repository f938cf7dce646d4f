import { describe, expect, test } from 'vitest'
import { begin, failing, gate, job, OK, stateOf, submitAll, type Suite, useEngines } from './engine-bench.ts'

/** Guarantees 3 and 5: lanes keep their order, whatever becomes of a job. */
export function describeLanes(suite: Suite): void {
  describe(`${suite.name}: lanes`, { timeout: suite.patienceMs * 4 }, () => {
    const { open, reaches, until } = useEngines(suite)
    test('3. a lane that waits or works holds no other lane up', async () => {
      const engine = open({ policy: { firstDelayMs: 600_000, mostDelayMs: 600_000 } })
      const slow = gate()
      await begin(engine, async ({ lane }) => {
        if (lane === 'slow') await slow.opened
        return lane === 'retrying' ? failing() : OK
      })
      await submitAll(engine, [job('a', { lane: 'slow' }), job('b', { lane: 'retrying' }), job('c', { lane: 'retrying' }), job('d', { lane: 'free' })])
      await reaches(engine, 'd', 'completed')
      await reaches(engine, 'b', 'waiting')
      expect(await stateOf(engine, 'a')).toBe('active')
      expect(await stateOf(engine, 'c')).toBe('queued')
      expect((await engine.get('b'))?.dueAt).toBeGreaterThan(0)
      slow.open()
      await reaches(engine, 'a', 'completed')
    })

    test('5. after the last attempt a lane is blocked until an operator goes on', async () => {
      const engine = open({ policy: { after: 'block' } })
      let broken = true
      const attempts: number[] = []
      await begin(engine, async ({ id, attempt }) => {
        if (id === 'a') attempts.push(attempt)
        return id === 'a' && broken ? failing() : OK
      })
      await submitAll(engine, [job('a'), job('b')])
      await reaches(engine, 'a', 'blocked')
      expect(await engine.get('a')).toMatchObject({ attempt: 3, problem: 'target.unavailable' })
      expect(await stateOf(engine, 'b')).toBe('queued')
      await engine.resume('a')
      await until(() => attempts.length, 6)
      await reaches(engine, 'a', 'blocked')
      broken = false
      await engine.resume('a')
      await reaches(engine, 'b', 'completed')
      expect(await engine.get('a')).toMatchObject({ state: 'completed', problem: null, attempt: 7 })
    })

    test('5. or the job is skipped, keeps its body for a retry under its id, and the lane goes on', async () => {
      const engine = open({ policy: { after: 'skip' } })
      let broken = true
      const bodies: string[] = []
      await begin(engine, async ({ id, body }) => {
        if (id.startsWith('a') && broken) return failing()
        bodies.push(Buffer.from(body).toString())
        return OK
      })
      await submitAll(engine, [job('a'), job('b')])
      await reaches(engine, 'b', 'completed')
      expect(await engine.get('a')).toMatchObject({ state: 'dead', attempt: 3, problem: 'target.unavailable' })
      broken = false
      await engine.retry('a')
      await reaches(engine, 'a', 'completed')
      expect(bodies).toEqual(['body of b', 'body of a'])
      expect(await engine.get('a')).toMatchObject({ attempt: 4, problem: null })
    })

    test('5. what came to nothing without a try uses no attempt', async () => {
      const engine = open({ policy: { attempts: 2 } })
      let untried = 0
      await begin(engine, async () => {
        untried += 1
        return untried <= 5 ? { ok: false, problem: 'target.resting', retryable: true, untried: true } : failing()
      })
      await engine.submit(job('a'))
      await reaches(engine, 'a', 'blocked')
      expect([untried, await engine.get('a')]).toMatchObject([7, { attempt: 2, problem: 'target.unavailable' }])
    })

    test('5. a problem that cannot be retried, or a thrown one, uses one attempt', async () => {
      const engine = open({ policy: { after: 'skip' } })
      await begin(engine, async ({ id }) => {
        if (id === 'thrown') throw new Error('CANARY')
        return failing(false)
      })
      await submitAll(engine, [job('refused'), job('thrown')])
      await reaches(engine, 'thrown', 'dead')
      expect(await engine.get('thrown')).toMatchObject({ attempt: 1, problem: 'internal.error' })
      expect(await engine.get('refused')).toMatchObject({ attempt: 1, state: 'dead' })
    })
  })
}
