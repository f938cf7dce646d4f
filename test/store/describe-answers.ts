import { expect, test } from 'vitest'
import type { Answers } from '../../server/store/contract.ts'
import { type CreateBench, START } from './store-bench.ts'

const LATER = START + 60_000
const ANSWER = { status: 201, body: { ref: 'crm:customer:7', words: 'CANARY ž' } }

export function describeAnswers(create: CreateBench): void {
  const begin = (answers: Answers, id: string, tag = 't') => answers.begin(id, { tag, expiresAt: LATER })

  test('the first request begins, others of the same id wait, another body is refused', async () => {
    const { answers } = await (await create()).open()
    const all = await Promise.all([begin(answers, 'a'), begin(answers, 'a'), begin(answers, 'b')])
    expect(all.toSorted()).toEqual(['begun', 'begun', 'running'])
    expect(await begin(answers, 'a', 'other')).toBe('different')
  })

  test('the first answer is given again, also after a restart, and is sealed', async () => {
    const bench = await create()
    const store = await bench.open()
    await begin(store.answers, 'a')
    await store.answers.finish('a', ANSWER)
    expect(await begin(store.answers, 'a')).toEqual(ANSWER)
    expect(await begin(store.answers, 'a', 'other')).toBe('different')
    expect((await bench.everything()).includes('CANARY')).toBe(false)
    await bench.close(store)
    expect(await begin((await bench.open()).answers, 'a')).toEqual(ANSWER)
  })

  test('after a failure one of the next requests goes on', async () => {
    const { answers } = await (await create()).open()
    await begin(answers, 'a')
    await answers.release('a', 'again')
    const both = await Promise.all([begin(answers, 'a'), begin(answers, 'a')])
    expect(both.toSorted()).toEqual(['again', 'running'])
    await answers.finish('a', ANSWER)
    expect(await begin(answers, 'a')).toEqual(ANSWER)
    await answers.release('a', 'again')
    expect(await begin(answers, 'a')).toEqual(ANSWER)
  })

  test('a claim that is taken back was never made, and what nobody knows stays unknown', async () => {
    const { answers } = await (await create()).open()
    await begin(answers, 'a')
    await answers.release('a', 'none')
    expect([await answers.peek('a', 'other'), await begin(answers, 'a', 'other')]).toEqual(['none', 'begun'])
    await answers.release('a', 'crashed')
    expect([await answers.peek('a', 'other'), await begin(answers, 'a', 'other')]).toEqual(['crashed', 'crashed'])
    await answers.release('a', 'again')
    expect(await begin(answers, 'a', 'other')).toBe('again')
  })

  test('a look says what a request would find, and claims nothing', async () => {
    const { answers } = await (await create()).open()
    const looks = () => Promise.all(['a', 'b', 'c', 'd'].map((id) => answers.peek(id, 't')))
    expect(await looks()).toEqual(['none', 'none', 'none', 'none'])
    for (const id of ['a', 'b', 'c']) await begin(answers, id)
    await answers.release('b', 'again')
    await answers.finish('c', ANSWER)
    expect(await looks()).toEqual(['running', 'again', 'answered', 'none'])
    expect(await looks()).toEqual(['running', 'again', 'answered', 'none'])
    expect(await answers.peek('c', 'other')).toBe('different')
  })

  test('what was at work when a server ended goes on at the next one', async () => {
    const bench = await create()
    const first = await bench.open()
    await begin(first.answers, 'a')
    await bench.close(first)
    const { answers } = await bench.open()
    const both = await Promise.all([begin(answers, 'a'), begin(answers, 'a')])
    expect(both.toSorted()).toEqual(['crashed', 'running'])
    expect(await begin(answers, 'a', 'other')).toBe('different')
  })

  test('an expired answer is gone: the next request begins anew, with any body', async () => {
    const clock = { time: START }
    const { answers } = await (await create()).open({ now: () => clock.time })
    await begin(answers, 'a')
    await answers.finish('a', ANSWER)
    clock.time = LATER
    expect(await answers.begin('a', { tag: 'other', expiresAt: LATER + 1 })).toBe('begun')
  })

  test('many requests at once each begin once', async () => {
    const { answers } = await (await create()).open()
    const ids = Array.from({ length: 300 }, (_, n) => `id-${n}`)
    const twice = await Promise.all([...ids, ...ids].map((id) => begin(answers, id)))
    expect(twice.filter((each) => each === 'begun')).toHaveLength(300)
    expect(twice.filter((each) => each === 'running')).toHaveLength(300)
    await Promise.all(ids.map((id, n) => answers.finish(id, { status: 200, body: n })))
    expect(await Promise.all(ids.map((id) => begin(answers, id)))).toEqual(ids.map((_, n) => ({ status: 200, body: n })))
  })
}
