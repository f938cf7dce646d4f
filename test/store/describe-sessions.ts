import { expect, test } from 'vitest'
import { type CreateBench, START } from './store-bench.ts'

const HOUR = 3_600_000

export function describeSessions(create: CreateBench): void {
  const open = async () => {
    const clock = { time: START }
    const { sessions } = await (await create()).open({ now: () => clock.time })
    return { clock, sessions }
  }

  test('end after idle time, and at the greatest age in spite of activity', async () => {
    const { clock, sessions } = await open()
    const idle = await sessions.create('ann')
    const busy = await sessions.create('bob')
    expect(await sessions.find(busy.token)).toEqual(busy.session)
    for (; clock.time < START + busy.maxAgeMs; clock.time += HOUR) expect((await sessions.find(busy.token))?.user).toBe('bob')
    expect(await sessions.find(idle.token)).toBeUndefined()
    expect(await sessions.find(busy.token)).toBeUndefined()
  })

  test('end one by one or all of a user', async () => {
    const { sessions } = await open()
    const all = [await sessions.create('ann'), await sessions.create('ann'), await sessions.create('bob')]
    const users = () => Promise.all(all.map(async ({ token }) => (await sessions.find(token))?.user))
    expect(new Set(all.flatMap(({ token, session }) => [token, session.csrf])).size).toBe(6)
    await sessions.end(all[0]!.token)
    expect(await users()).toEqual([undefined, 'ann', 'bob'])
    await sessions.endAll('ann')
    expect(await users()).toEqual([undefined, undefined, 'bob'])
  })

  test('a made-up token has none, and no token is kept', async () => {
    const bench = await create()
    const { sessions } = await bench.open()
    const { token } = await sessions.create('ann')
    expect(await sessions.find('__proto__')).toBeUndefined()
    expect((await bench.everything()).includes(token)).toBe(false)
  })
}
