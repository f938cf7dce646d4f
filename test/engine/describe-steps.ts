import { describe, expect, test } from 'vitest'
import type { RunContext } from '../../server/engine/contract.ts'
import { begin, bytes, failing, gate, job, OK, submitAll, type Suite, untilAborted, useEngines } from './engine-bench.ts'

/** Guarantees 4 and 6: what is recorded is not repeated, what was cut off runs again. */
export function describeSteps(suite: Suite): void {
  describe(`${suite.name}: steps`, { timeout: suite.patienceMs * 4 }, () => {
    const { open, reaches } = useEngines(suite)
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
      await begin(first, async (context) => {
        await steps(context)
        return failing()
      })
      await first.submit(job('a'))
      await reaches(first, 'a', 'blocked')
      await first.stop(0)
      const second = open()
      let results: string[] = []
      await begin(second, async (context) => {
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
      await begin(engine, async (context) => {
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
      await begin(engine, async (context) => {
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
      await begin(first, async (context) => {
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

    test('6. what was active when a process ended runs again first in its lane', async () => {
      const first = open()
      const began = gate()
      await begin(first, async () => {
        began.open()
        return new Promise(() => undefined)
      })
      await submitAll(first, [job('a'), job('b')])
      await began.opened
      await first.stop(0)
      const second = open()
      const order: string[] = []
      await begin(second, async ({ id, attempt }) => {
        order.push(`${id} ${attempt}`)
        return OK
      })
      await reaches(second, 'b', 'completed')
      expect(order).toEqual(['a 2', 'b 1'])
    })
  })
}
