import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../server/engine/contract.ts'
import { begin, bytes, gate, job, OK, stateOf, submitAll, type Suite, useEngines } from './engine-bench.ts'

/** Guarantees 1, 2 and 7: what is accepted stays, and runs once, when it is due. */
export function describeAcceptance(suite: Suite): void {
  describe(`${suite.name}: acceptance`, { timeout: suite.patienceMs * 4 }, () => {
    const { open, reaches } = useEngines(suite)
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
        expiresAt: null,
        problem: null,
      })
      const before = (await first.get('a'))?.acceptedAt
      await first.stop(0)
      const second = open()
      expect(await stateOf(second, 'a')).toBe('queued')
      const seen: string[] = []
      await begin(second, async ({ id, lane, flow, flowVersion, key, body, attempt, acceptedAt }) => {
        seen.push(`${id} ${lane} ${flow} ${flowVersion} ${Buffer.from(key)} ${Buffer.from(body)} ${attempt} ${acceptedAt === before}`)
        return OK
      })
      await reaches(second, 'a', 'completed')
      expect(seen).toEqual(['a lane flow 3 key of a body of a 1 true'])
    })

    test('2. the same id runs once: submitted at once, after completion, after a restart', async () => {
      const first = open()
      let runs = 0
      const run = async (): Promise<Outcome> => {
        runs += 1
        return OK
      }
      await begin(first, run)
      const answers = await Promise.all(Array.from({ length: 5 }, () => first.submit(job('a'))))
      expect(answers.toSorted()).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate', 'duplicate'])
      await reaches(first, 'a', 'completed')
      expect(await first.submit(job('a', { lane: 'other' }))).toBe('duplicate')
      await first.stop(0)
      const second = open()
      await begin(second, run)
      expect(await second.submit(job('a'))).toBe('duplicate')
      await second.submit(job('b'))
      await reaches(second, 'b', 'completed')
      expect(runs).toBe(2)
    })

    test('2. the same id with another tag is another document: nothing is changed by it', async () => {
      const engine = open()
      await engine.submit(job('a'))
      expect(await engine.submit(job('a', { tag: 'other', body: bytes('other') }))).toBe('different')
      const bodies: string[] = []
      await begin(engine, async ({ body }) => {
        bodies.push(Buffer.from(body).toString())
        return OK
      })
      await reaches(engine, 'a', 'completed')
      expect(await engine.submit(job('a', { tag: 'other' }))).toBe('different')
      expect(bodies).toEqual(['body of a'])
    })

    test('7. a delayed job takes its place in its lane when due', async () => {
      const engine = open()
      const order: string[] = []
      const held = gate()
      await begin(engine, async ({ id }) => {
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
      await begin(engine, async ({ id }) => {
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
      await begin(second, async () => OK)
      await reaches(second, 'a', 'completed')
      expect(await second.get('late')).toMatchObject({ state: 'waiting', dueAt, attempt: 0 })
    })
  })
}
