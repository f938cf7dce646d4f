import { describe, expect, test } from 'vitest'
import type { EngineStart } from '../../server/engine/contract.ts'
import { begin, bytes, failing, gate, job, OK, opened, stateOf, submitAll, type Suite, useEngines } from './engine-bench.ts'

const SOON = 30
const ONCE = { attempts: 1, after: 'skip' } as const

/** Lets jobs fail after a recorded step, when their time is over. */
const failingLate =
  (expiresAt: () => number): EngineStart['run'] =>
  async (context) => {
    await context.step('n', async () => bytes(`STEP-CANARY ${context.id}`))
    while (Date.now() <= expiresAt()) await new Promise((resolve) => setTimeout(resolve, 1))
    return failing()
  }

/** Guarantee 8: what is not needed any more is destroyed, with the time that a body may be kept. */
export function describeExpiry(suite: Suite): void {
  describe(`${suite.name}: expiry`, { timeout: suite.patienceMs * 4 }, () => {
    const { open, reaches, stored, until } = useEngines(suite)

    test('8. after completion or purge neither key nor body nor step results are there', async () => {
      const engine = open({ policy: ONCE })
      await begin(engine, async (context) => {
        await context.step('n', async () => bytes(`STEP-CANARY ${context.id}`))
        return context.id === 'done' ? OK : failing()
      })
      await submitAll(
        engine,
        ['done', 'kept', 'purged'].map((id) => job(id, { key: bytes(`KEY-CANARY ${id}`), body: bytes(`BODY-CANARY ${id}`) })),
      )
      await reaches(engine, 'purged', 'dead')
      expect(await opened(engine, 'purged')).toBe('KEY-CANARY purged, BODY-CANARY purged')
      await engine.purge('purged')
      for (const id of ['done', 'purged']) {
        await expect(engine.retry(id)).rejects.toMatchObject({ code: 'request.conflict' })
        await expect(engine.record(id, 'n', bytes('x'))).rejects.toMatchObject({ code: 'request.conflict' })
        expect([await engine.open(id), await engine.steps(id), await engine.submit(job(id))]).toEqual([undefined, [], 'duplicate'])
      }
      await engine.stop(0)
      const left = (await stored()).toString('latin1')
      for (const kept of ['KEY', 'BODY', 'STEP']) expect(left).toContain(`${kept}-CANARY kept`)
      for (const what of ['KEY', 'BODY', 'STEP']) for (const id of ['done', 'purged']) expect(left).not.toContain(`${what}-CANARY ${id}`)
    })

    test.each(['block', 'skip'] as const)(
      '8. a job that failed until its time was over is expired, of its steps only the names are kept (%s)',
      async (after) => {
        const engine = open({ policy: { attempts: 1, after } })
        let expiresAt = 0
        const run = failingLate(() => expiresAt)
        await begin(engine, run)
        // Time enough for the first step.
        expiresAt = Date.now() + suite.patienceMs / 20
        await engine.submit(job('a', { expiresAt, key: bytes('KEY-CANARY'), body: bytes('BODY-CANARY') }))
        await reaches(engine, 'a', 'expired')
        expect([await engine.open('a'), await engine.steps('a')]).toEqual([undefined, ['n']])
        await engine.stop(0)
        expect((await stored()).toString('latin1')).not.toContain('-CANARY')
      },
    )

    test('8. one that is cancelled stays cancelled, but its body is destroyed in time', async () => {
      const engine = open()
      await begin(engine, async () => OK)
      engine.hold(new Set(['flow']))
      await engine.submit(job('a', { expiresAt: Date.now() + SOON * 10 }))
      await engine.cancel('a')
      await until(async () => await engine.open('a'), undefined)
      expect(await stateOf(engine, 'a')).toBe('cancelled')
      await expect(engine.retry('a')).rejects.toMatchObject({ code: 'request.conflict' })
    })

    test('an active job is not expired in the middle of an attempt', async () => {
      const engine = open()
      const expiresAt = Date.now() + SOON
      const held = gate()
      await begin(engine, async ({ id }) => {
        if (id === 'a') await held.opened
        return OK
      })
      await submitAll(engine, [job('a', { expiresAt: Date.now() + 600_000 }), job('b', { lane: 'other', expiresAt })])
      await submitAll(engine, [job('c', { expiresAt: Date.now() + SOON })])
      await reaches(engine, 'c', 'expired')
      expect(await stateOf(engine, 'a')).toBe('active')
      held.open()
      await reaches(engine, 'a', 'completed')
    })

    test('where a lane is to be blocked an expired job holds it until it is renewed, and goes on first', async () => {
      const engine = open({ policy: { after: 'block' } })
      const seen: string[] = []
      engine.hold(new Set(['flow']))
      await begin(engine, async ({ id, key, body, attempt }) => {
        seen.push(`${id} ${Buffer.from(key)} ${Buffer.from(body)} ${attempt}`)
        return OK
      })
      await submitAll(engine, [job('a', { expiresAt: Date.now() + SOON }), job('b')])
      await reaches(engine, 'a', 'expired')
      engine.hold(new Set())
      await engine.submit(job('free', { lane: 'free' }))
      await reaches(engine, 'free', 'completed')
      expect(await stateOf(engine, 'b')).toBe('queued')
      for (const action of ['retry', 'resume', 'pause'] as const) await expect(engine[action]('a')).rejects.toMatchObject({ code: 'request.conflict' })
      expect(await engine.submit(job('a', { tag: 'other' }))).toBe('different')
      const expiresAt = Date.now() + 600_000
      expect(await engine.submit(job('a', { key: bytes('new key'), body: bytes('new body'), expiresAt }))).toBe('renewed')
      await reaches(engine, 'b', 'completed')
      expect(seen).toEqual(['free key of free body of free 1', 'a new key new body 1', 'b key of b body of b 1'])
      expect(await engine.get('a')).toMatchObject({ state: 'completed', expiresAt })
    })

    test('else it leaves its lane, and a renewed one enters it at the end', async () => {
      const engine = open({ policy: { after: 'skip' } })
      const order: string[] = []
      const held = gate()
      engine.hold(new Set(['flow']))
      await begin(engine, async ({ id, recorded, step }) => {
        if (id === 'a' && order.length === 0) await held.opened
        order.push(id, `${(await recorded('n'))?.length}`)
        await step('n', async () => bytes('x'))
        return OK
      })
      await submitAll(engine, [job('late', { expiresAt: Date.now() + SOON }), job('b')])
      await reaches(engine, 'late', 'expired')
      expect((await engine.lanes({ limit: 10 })).map(({ head }) => head.id)).toEqual(['b'])
      await engine.record('late', 'n', bytes('done by hand'))
      expect(await engine.submit(job('late'))).toBe('renewed')
      expect(await engine.submit(job('late'))).toBe('duplicate')
      engine.hold(new Set())
      held.open()
      await reaches(engine, 'late', 'completed')
      expect(order).toEqual(['b', 'undefined', 'late', '0'])
    })

    test('what expired while no process was there does not run', async () => {
      const first = open({ policy: ONCE })
      const expiresAt = Date.now() + SOON
      await submitAll(first, [job('a', { expiresAt }), job('b')])
      await first.stop(0)
      while (Date.now() <= expiresAt) await new Promise((resolve) => setTimeout(resolve, 1))
      const second = open({ policy: ONCE })
      const ran: string[] = []
      await begin(second, async ({ id }) => {
        ran.push(id)
        return OK
      })
      await reaches(second, 'b', 'completed')
      await reaches(second, 'a', 'expired')
      expect(ran).toEqual(['b'])
    })
  })
}
