import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Outcome, RunContext } from '../../server/engine/contract.ts'
import { bytes, type EngineSubject, failing, gate, job, OK, reaches, stateOf, submitAll, untilAborted, useEngines } from './engine-bench.ts'

/** The guarantees of the engine (architecture, section 4), by their numbers. */
export function describeGuarantees(name: string, create: () => Promise<EngineSubject>): void {
  describe(`${name}: guarantees`, () => {
    const bench = useEngines(create)
    const { open } = bench
    test('1. a job is durable when submit resolves, with no executor needed', async () => {
      const first = open()
      expect(await first.submit(job('a'))).toBe('accepted')
      expect(await first.get('a')).toMatchObject({
        id: 'a',
        lane: 'lane',
        flow: 'flow',
        flowVersion: 3,
        state: 'queued',
        attempt: 0,
        dueAt: null,
        problem: null,
      })
      await first.stop(0)
      const second = open()
      expect(await stateOf(second, 'a')).toBe('queued')
      const seen: string[] = []
      await second.start(async ({ id, flow, flowVersion, body, attempt }) => {
        seen.push(`${id} ${flow} ${flowVersion} ${Buffer.from(body)} ${attempt}`)
        return OK
      })
      await reaches(second, 'a', 'completed')
      expect(seen).toEqual(['a flow 3 body of a 1'])
    })

    test('2. the same id runs once: submitted at once, after completion, after a restart', async () => {
      const first = open()
      let runs = 0
      const run = async (): Promise<Outcome> => {
        runs += 1
        return OK
      }
      await first.start(run)
      const answers = await Promise.all(Array.from({ length: 5 }, () => first.submit(job('a'))))
      expect(answers.toSorted()).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate', 'duplicate'])
      await reaches(first, 'a', 'completed')
      expect(await first.submit(job('a', { lane: 'other' }))).toBe('duplicate')
      await first.stop(0)
      const second = open()
      await second.start(run)
      expect(await second.submit(job('a'))).toBe('duplicate')
      await second.submit(job('b'))
      await reaches(second, 'b', 'completed')
      expect(runs).toBe(2)
    })

    test('3. each lane keeps the accept order with one active job, also through retries (property)', { timeout: 60_000 }, async () => {
      const plans = fc.array(fc.record({ lane: fc.constantFrom('x', 'y', 'z'), failures: fc.integer({ min: 0, max: 2 }) }), { minLength: 1, maxLength: 25 })
      await fc.assert(
        fc.asyncProperty(plans, fc.integer({ min: 1, max: 8 }), async (plan, concurrency) => {
          await bench.renew()
          const engine = open({ concurrency, policy: { firstDelayMs: 1, mostDelayMs: 2 } })
          const active = new Set<string>()
          const completed = new Map<string, string[]>()
          const overlaps: string[] = []
          await engine.start(async ({ id, lane, attempt }) => {
            if (active.has(lane)) overlaps.push(id)
            active.add(lane)
            await new Promise((resolve) => setImmediate(resolve))
            active.delete(lane)
            if (attempt <= plan[Number(id)]!.failures) return failing()
            completed.set(lane, [...(completed.get(lane) ?? []), id])
            return OK
          })
          await submitAll(
            engine,
            plan.map(({ lane }, index) => job(`${index}`, { lane })),
          )
          await expect.poll(async () => (await engine.counts()).completed, { timeout: 5_000, interval: 2 }).toBe(plan.length)
          expect(overlaps).toEqual([])
          for (const [lane, ids] of completed) expect(ids).toEqual(plan.flatMap((each, index) => (each.lane === lane ? [`${index}`] : [])))
        }),
        { numRuns: 15 },
      )
    })

    test('3. a lane that waits or works holds no other lane up', async () => {
      const engine = open({ policy: { firstDelayMs: 600_000, mostDelayMs: 600_000 } })
      const slow = gate()
      await engine.start(async ({ lane }) => {
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

    test('4. a recorded step never runs again: on retry and after a restart', async () => {
      const done: string[] = []
      const steps = async (context: RunContext): Promise<string[]> => {
        const results = ['one', 'two'].map((node) =>
          context.step(node, async () => {
            done.push(node)
            return bytes(`result of ${node}`)
          }),
        )
        return (await Promise.all(results)).map((result) => Buffer.from(result).toString())
      }
      const first = open({ policy: { firstDelayMs: 1, mostDelayMs: 1, attempts: 2 } })
      await first.start(async (context) => {
        await steps(context)
        return failing()
      })
      await first.submit(job('a'))
      await reaches(first, 'a', 'blocked')
      await first.stop(0)
      const second = open()
      let results: string[] = []
      await second.start(async (context) => {
        results = await steps(context)
        return OK
      })
      await second.resume('a')
      await reaches(second, 'a', 'completed')
      expect(done.toSorted()).toEqual(['one', 'two'])
      expect(results).toEqual(['result of one', 'result of two'])
    })

    test('4. a step that failed runs again; one node at once runs once', async () => {
      const engine = open()
      let tries = 0
      await engine.start(async (context) => {
        const work = async (): Promise<Uint8Array> => {
          tries += 1
          if (tries === 1) throw new Error('not yet')
          return bytes('x')
        }
        await context.step('n', work).catch(() => undefined)
        await Promise.all([context.step('n', work), context.step('n', work)])
        return OK
      })
      await engine.submit(job('a'))
      await reaches(engine, 'a', 'completed')
      expect(tries).toBe(2)
    })

    test('4. an attempt that has ended records no step', async () => {
      const engine = open()
      const held = gate()
      const late: Promise<unknown>[] = []
      await engine.start(async (context) => {
        const step = context.step('n', async () => {
          await held.opened
          return bytes('x')
        })
        late.push(step.catch((error: { code: string }) => error.code))
        return OK
      })
      await engine.submit(job('a'))
      await reaches(engine, 'a', 'completed')
      held.open()
      expect(await Promise.all(late)).toEqual(['flow.cancelled'])
    })

    test('4. the signal stops a stale attempt, which can begin no further step', async () => {
      const first = open()
      const began = gate()
      const after: unknown[] = []
      await first.start(async (context) => {
        began.open()
        const outcome = await untilAborted(context.signal)
        after.push(await context.step('late', async () => bytes('x')).catch((error: { code: string }) => error.code))
        return outcome
      })
      await first.submit(job('a'))
      await began.opened
      await first.stop(0)
      expect(after).toEqual(['flow.cancelled'])
      const second = open()
      expect(await second.get('a')).toMatchObject({ state: 'queued', attempt: 0 })
    })

    test('5. after the last attempt a lane is blocked until an operator goes on', async () => {
      const engine = open({ policy: { after: 'block' } })
      let broken = true
      const attempts: number[] = []
      await engine.start(async ({ id, attempt }) => {
        if (id === 'a') attempts.push(attempt)
        return id === 'a' && broken ? failing() : OK
      })
      await submitAll(engine, [job('a'), job('b')])
      await reaches(engine, 'a', 'blocked')
      expect(await engine.get('a')).toMatchObject({ attempt: 3, problem: 'target.unavailable' })
      expect(await stateOf(engine, 'b')).toBe('queued')
      await engine.resume('a')
      await expect.poll(() => attempts.length).toBe(6)
      await reaches(engine, 'a', 'blocked')
      broken = false
      await engine.resume('a')
      await reaches(engine, 'b', 'completed')
      expect(await engine.get('a')).toMatchObject({ state: 'completed', problem: null, attempt: 7 })
    })

    test('5. or the job is skipped, keeps its body for a replay, and the lane goes on', async () => {
      const engine = open({ policy: { after: 'skip' } })
      let broken = true
      const bodies: string[] = []
      await engine.start(async ({ id, body }) => {
        if (id.startsWith('a') && broken) return failing()
        bodies.push(Buffer.from(body).toString())
        return OK
      })
      await submitAll(engine, [job('a'), job('b')])
      await reaches(engine, 'b', 'completed')
      expect(await engine.get('a')).toMatchObject({ state: 'dead', attempt: 3, problem: 'target.unavailable' })
      broken = false
      const again = await engine.replay('a')
      await reaches(engine, again, 'completed')
      expect(bodies).toEqual(['body of b', 'body of a'])
      expect(await stateOf(engine, 'a')).toBe('dead')
      expect(await engine.replay('a')).not.toBe(again)
    })

    test('5. a problem that cannot be retried, or a thrown one, uses one attempt', async () => {
      const engine = open({ policy: { after: 'skip' } })
      await engine.start(async ({ id }) => {
        if (id === 'thrown') throw new Error('CANARY')
        return failing(false)
      })
      await submitAll(engine, [job('refused'), job('thrown')])
      await reaches(engine, 'thrown', 'dead')
      expect(await engine.get('thrown')).toMatchObject({ attempt: 1, problem: 'internal.error' })
      expect(await engine.get('refused')).toMatchObject({ attempt: 1, state: 'dead' })
    })

    test('6. what was active when a process ended runs again first in its lane', async () => {
      const first = open()
      const began = gate()
      await first.start(async () => {
        began.open()
        return new Promise(() => undefined)
      })
      await submitAll(first, [job('a'), job('b')])
      await began.opened
      await first.stop(0)
      const second = open()
      const order: string[] = []
      await second.start(async ({ id, attempt }) => {
        order.push(`${id} ${attempt}`)
        return OK
      })
      await reaches(second, 'b', 'completed')
      expect(order).toEqual(['a 2', 'b 1'])
    })

    test('7. a delayed job takes its place in its lane when due', async () => {
      const engine = open()
      const order: string[] = []
      const held = gate()
      await engine.start(async ({ id }) => {
        order.push(id)
        if (id === 'a') await held.opened
        return OK
      })
      await engine.submit(job('a'))
      await reaches(engine, 'a', 'active')
      await submitAll(engine, [job('late', { notBefore: Date.now() + 20 }), job('b'), job('c')])
      await reaches(engine, 'late', 'queued')
      held.open()
      await reaches(engine, 'c', 'completed')
      expect(order).toEqual(['a', 'late', 'b', 'c'])
    })

    test('7. also before a later one that is ready, but has not begun', async () => {
      const engine = open({ concurrency: 1 })
      const order: string[] = []
      const held = gate()
      await engine.start(async ({ id }) => {
        order.push(id)
        if (id === 'other') await held.opened
        return OK
      })
      await engine.submit(job('other', { lane: 'other' }))
      await reaches(engine, 'other', 'active')
      await submitAll(engine, [job('late', { notBefore: Date.now() + 20 }), job('b'), job('c')])
      await reaches(engine, 'late', 'queued')
      held.open()
      await reaches(engine, 'c', 'completed')
      expect(order).toEqual(['other', 'late', 'b', 'c'])
    })

    test('7. until then it holds nobody up, also after a restart', async () => {
      const dueAt = Date.now() + 3_600_000
      const first = open()
      await submitAll(first, [job('late', { notBefore: dueAt }), job('a')])
      expect(await first.get('late')).toMatchObject({ state: 'waiting', dueAt, attempt: 0 })
      await first.stop(0)
      const second = open()
      await second.start(async () => OK)
      await reaches(second, 'a', 'completed')
      expect(await second.get('late')).toMatchObject({ state: 'waiting', dueAt, attempt: 0 })
    })

    test('8. after completion or purge neither body nor step results are there', async () => {
      const engine = open({ policy: { after: 'skip', attempts: 1 } })
      await engine.start(async (context) => {
        await context.step('n', async () => bytes(`STEP-CANARY ${context.id}`))
        return context.id === 'done' ? OK : failing()
      })
      await submitAll(engine, [
        job('done', { body: bytes('BODY-CANARY done') }),
        job('kept', { body: bytes('BODY-CANARY kept') }),
        job('purged', { body: bytes('BODY-CANARY purged') }),
      ])
      await reaches(engine, 'purged', 'dead')
      await engine.purge('purged')
      await expect(engine.replay('purged')).rejects.toMatchObject({ code: 'request.conflict' })
      await expect(engine.replay('done')).rejects.toMatchObject({ code: 'request.conflict' })
      expect(await engine.submit(job('purged'))).toBe('duplicate')
      await engine.stop(0)
      const stored = (await bench.stored()).toString('latin1')
      expect(stored).toContain('BODY-CANARY kept')
      for (const gone of ['BODY-CANARY done', 'STEP-CANARY done', 'BODY-CANARY purged', 'STEP-CANARY purged']) expect(stored).not.toContain(gone)
    })
  })
}
