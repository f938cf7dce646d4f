import { describe, expect, test } from 'vitest'
import type { LaneState } from '../../server/engine/contract.ts'
import { begin, bytes, failing, gate, job, OK, opened, stateOf, submitAll, type Suite, untilAborted, useEngines } from './engine-bench.ts'

const heads = (lanes: readonly LaneState[]): string[] => lanes.map(({ head, behind }) => `${head.id} ${head.state} ${behind}`)

/** What operators do about single documents and whole flows. */
export function describeDesk(suite: Suite): void {
  describe(`${suite.name}: desk`, { timeout: suite.patienceMs * 4 }, () => {
    const { open, reaches, until } = useEngines(suite)

    test('a retry runs under the same id, at the end of the lane, with another body and version; recorded steps stay', async () => {
      const engine = open({ policy: { attempts: 2, after: 'skip' } })
      const held = gate()
      const seen: string[] = []
      await begin(engine, async ({ id, body, flowVersion, attempt, step }) => {
        const result = await step('n', async () => bytes(`step of attempt ${attempt}`))
        if (id === 'b') await held.opened
        if (id === 'a' && attempt <= 2) return failing()
        seen.push(`${id} ${Buffer.from(body)} ${flowVersion} ${attempt} ${Buffer.from(result)}`)
        return OK
      })
      await submitAll(engine, [job('a'), job('b'), job('c')])
      await reaches(engine, 'b', 'active')
      await engine.retry('a', { key: bytes('new key'), body: bytes('new body'), flowVersion: 4 })
      expect(await opened(engine, 'a')).toBe('new key, new body')
      held.open()
      await reaches(engine, 'a', 'completed')
      expect(seen).toEqual(['b body of b 3 1 step of attempt 1', 'c body of c 3 1 step of attempt 1', 'a new body 4 3 step of attempt 1'])
      await expect(engine.retry('a')).rejects.toMatchObject({ code: 'request.conflict' })
    })

    test('a retry of what is still in its lane keeps the place there; a cancelled job can be retried', async () => {
      const engine = open({ policy: { attempts: 1 } })
      const seen: string[] = []
      await begin(engine, async ({ id, flowVersion }) => {
        seen.push(`${id} ${flowVersion}`)
        return flowVersion === 3 && id === 'a' ? failing() : OK
      })
      await submitAll(engine, [job('a'), job('b'), job('c')])
      await reaches(engine, 'a', 'blocked')
      await engine.cancel('b')
      await engine.retry('a', { flowVersion: 5 })
      await reaches(engine, 'c', 'completed')
      await engine.retry('b')
      await reaches(engine, 'b', 'completed')
      expect(seen).toEqual(['a 3', 'a 5', 'c 3', 'b 3'])
      expect(await engine.get('a')).toMatchObject({ attempt: 2, flowVersion: 5 })
    })

    test('a blocked or active job can be put aside, and its lane goes on', async () => {
      const engine = open({ policy: { attempts: 1 } })
      await begin(engine, async ({ id, signal }) => {
        if (id === 'b') return untilAborted(signal)
        return id === 'a' ? failing() : OK
      })
      await submitAll(engine, [job('a'), job('b'), job('c')])
      await reaches(engine, 'a', 'blocked')
      await engine.skip('a')
      await reaches(engine, 'b', 'active')
      await engine.skip('b')
      await reaches(engine, 'c', 'completed')
      expect([await stateOf(engine, 'a'), await stateOf(engine, 'b')]).toEqual(['dead', 'dead'])
      await expect(engine.skip('a')).rejects.toMatchObject({ code: 'request.conflict' })
    })

    test('jobs of held flows keep their places and are not begun; those of others are', async () => {
      const engine = open({ concurrency: 1 })
      const order: string[] = []
      await begin(engine, async ({ id }) => {
        order.push(id)
        return OK
      })
      engine.hold(new Set(['f', 'g']))
      await submitAll(engine, [job('a', { flow: 'f' }), job('b', { flow: 'free' }), job('c', { flow: 'g', lane: 'y' }), job('d', { flow: 'free', lane: 'z' })])
      await reaches(engine, 'd', 'completed')
      expect(heads(await engine.lanes({ limit: 10 }))).toEqual(['a queued 1', 'c queued 0'])
      expect((await engine.stats()).counts).toMatchObject({ queued: 3, blocked: 0 })
      engine.hold(new Set(['f']))
      await reaches(engine, 'c', 'completed')
      expect(await stateOf(engine, 'a')).toBe('queued')
      engine.hold(new Set())
      await reaches(engine, 'b', 'completed')
      expect(order).toEqual(['d', 'c', 'a', 'b'])
    })

    test('lanes are shown by what holds their heads, those waiting longest first', async () => {
      const engine = open({ policy: { attempts: 2, firstDelayMs: 600_000, mostDelayMs: 600_000 } })
      const held = gate()
      await begin(engine, async ({ lane }) => {
        if (lane === 'active') await held.opened
        return failing(lane === 'waiting')
      })
      const before = Date.now()
      for (const lane of ['active', 'blocked', 'waiting']) await submitAll(engine, [job(`${lane} 1`, { lane }), job(`${lane} 2`, { lane })])
      await reaches(engine, 'waiting 1', 'waiting')
      engine.hold(new Set(['other']))
      await submitAll(engine, [job('held', { lane: 'held', flow: 'other' }), job('paused', { lane: 'paused', flow: 'other' })])
      await engine.pause('paused')
      const all = await engine.lanes({ limit: 10 })
      expect(heads(all)).toEqual(['blocked 1 blocked 1', 'waiting 1 waiting 1', 'held queued 0', 'paused paused 0'])
      for (const { headSince } of all) expect(headSince).toBeGreaterThanOrEqual(before)
      expect(heads(await engine.lanes({ limit: 1 }))).toEqual(['blocked 1 blocked 1'])
      expect(heads(await engine.lanes({ flow: 'other', limit: 1 }))).toEqual(['held queued 0'])
      await engine.skip('blocked 1')
      await reaches(engine, 'blocked 2', 'blocked')
      expect((await engine.lanes({ limit: 10 })).find(({ head }) => head.lane === 'blocked')?.headSince).toBeGreaterThanOrEqual(all[0]!.headSince)
      held.open()
    })

    test('what an operator records of a step counts as its result, what is forgotten runs again', async () => {
      const engine = open({ policy: { attempts: 1 } })
      const began = gate()
      const done: string[] = []
      await begin(engine, async ({ attempt, step, recorded, signal }) => {
        if (attempt === 3) {
          began.open()
          return untilAborted(signal)
        }
        const known = await recorded('one')
        for (const node of ['one', 'two', 'three']) {
          const result = await step(node, async () => bytes(`${node} of ${attempt}`))
          done.push(`${attempt} ${Buffer.from(result)}`)
          if (attempt === 1) return failing()
        }
        done.push(`known ${known && Buffer.from(known)}`)
        return failing()
      })
      await engine.submit(job('a'))
      await reaches(engine, 'a', 'blocked')
      expect(await engine.steps('a')).toEqual(['one'])
      await engine.record('a', 'two', bytes('two by hand'))
      await engine.record('a', 'one', bytes('one by hand'))
      expect([Buffer.from((await engine.stepResult('a', 'one'))!).toString(), await engine.stepResult('a', 'three')]).toEqual(['one by hand', undefined])
      await engine.record('a', 'one', null)
      expect(await engine.steps('a')).toEqual(['two'])
      await engine.resume('a')
      await until(() => done.length, 5)
      await reaches(engine, 'a', 'blocked')
      expect(done).toEqual(['1 one of 1', '2 one of 2', '2 two by hand', '2 three of 2', 'known undefined'])
      await engine.resume('a')
      await began.opened
      await expect(engine.record('a', 'one', null)).rejects.toMatchObject({ code: 'request.conflict' })
    })

    test('a blocked or paused job can be purged: it is cancelled, and its lane goes on', async () => {
      const engine = open({ policy: { attempts: 1 } })
      await begin(engine, async ({ id }) => (id === 'a' ? failing() : OK))
      await submitAll(engine, [job('a'), job('b'), job('c')])
      await reaches(engine, 'a', 'blocked')
      await expect(engine.purge('b')).rejects.toMatchObject({ code: 'request.conflict' })
      await engine.pause('b')
      await engine.purge('a')
      await engine.purge('b')
      await reaches(engine, 'c', 'completed')
      expect([await stateOf(engine, 'a'), await stateOf(engine, 'b'), await engine.open('a')]).toEqual(['cancelled', 'cancelled', undefined])
    })
  })
}
